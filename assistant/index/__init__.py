"""What has been read, found again: the catalog (SQLite), the lexical index (FTS5), the vectors (Chroma) and the embedders."""
