# MIC_DIAG_TEST_PYTHON: the Python that runs tests. The distribution's own comes first, because it is the one
# that sees the packages python3-jsonschema, python3-pycparser and python3-numpy.

find_program(MIC_DIAG_TEST_PYTHON NAMES python3 PATHS /usr/bin NO_DEFAULT_PATH DOC "Python that runs the tests")
find_program(MIC_DIAG_TEST_PYTHON NAMES python3 python REQUIRED DOC "Python that runs the tests")
