"""One module for each family of formats; each turns bytes into drafts of articles and knows nothing of the others."""
