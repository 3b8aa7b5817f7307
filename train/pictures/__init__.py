"""The maker of pictures: digits of many hands on simulated paper, and things that are no digits, as people photograph and draw them.

    shape (what is written) → paper (what it is written on, and how it was photographed) → picture uint8 [H, W, 3]

It serves three ends: glyphs to train on, as `preprocess` really delivers them; a validation set of whole pictures; and digits/.
Everything is drawn from one `numpy.random.Generator`, so that a seed gives the same pictures again.
"""
