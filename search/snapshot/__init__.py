"""An immutable state of the corpus that questions are answered from: build, verify, publish, open."""
