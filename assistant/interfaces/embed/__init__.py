"""Questions from other people's pages: /embed is a small page for a frame, shown only to the page that its key is bound to."""
