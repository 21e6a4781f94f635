"""The faces: HTTP, pages and the command line. They translate, nothing more."""
