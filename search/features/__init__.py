"""What is built on answers: related passages, quotes, citations, recommendations, saved searches, evaluation."""
