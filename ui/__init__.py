"""The page: Gradio carries it, and plain scripts and styles in the browser are it. A client of the gateway like any other."""
