"""Publishing: what is made of a finished page and of the finished site."""
