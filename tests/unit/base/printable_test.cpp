#include "core/base/printable.h"

#include "tests/support/catch.h"

namespace barnabas {
namespace {

TEST_CASE("control characters are shown, not obeyed") {
  CHECK(printable("r7 as it is, größer") == "r7 as it is, größer");
  CHECK(printable("\x1b[31mred") == "\\u001b[31mred");
  CHECK(printable(std::string_view("a\0b\x7f", 4)) == "a\\u0000b\\u007f");
  CHECK(printable("\xc2\x9b"
                  "31m") == "\\u009b31m");
  CHECK(printable("\xc2") == "\xc2");
  CHECK(printable("one\ntwo\t") == "one\\u000atwo\\u0009");
  CHECK(printable("one\ntwo\r", true) == "one\ntwo\\u000d");
}

}  // namespace
}  // namespace barnabas
