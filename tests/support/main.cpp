// The main function of every test executable; the same text serves Catch2 version 2 and 3.
#define CATCH_CONFIG_RUNNER  // Version 2 takes its runner from this; version 3 ignores it.
#include "tests/support/catch.h"

int main(int argc, char** argv) { return Catch::Session().run(argc, argv); }
