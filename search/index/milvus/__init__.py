"""Vectors and words on Milvus, for libraries that one machine cannot hold."""
