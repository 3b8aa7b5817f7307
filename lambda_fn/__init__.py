"""Reads handwritten digits in pictures: decode -> preprocess -> predict -> reading.

This package is what the command line, the Lambda function and `pip install` run. It needs OpenCV, numpy and LiteRT,
never TensorFlow. Importing it loads none of them: `python -m lambda_fn --help` answers at once.
"""
