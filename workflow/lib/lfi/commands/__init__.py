"""The command line, ``lfi``: ``main`` declares the commands, and each of the other modules is what one of them does."""
