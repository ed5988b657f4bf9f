"""How it is found: encoder, vector and lexical index, fusion, snapshot, engine, evaluation."""
