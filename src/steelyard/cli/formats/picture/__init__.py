"""The picture: traffic as bands from listener to server, in one self-contained HTML page."""
