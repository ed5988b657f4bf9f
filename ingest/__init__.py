"""How it gets in: sources, extractors, the workshop-page parser, chunking, the pipeline."""
