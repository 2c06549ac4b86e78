// What once passed without a word and meant nothing.
#include "tests/support/catch.h"
#include "tests/unit/scenario/support.h"

namespace barnabas::sim {
namespace {

using barnabas::test::contains;
using test::errors_of;
using test::Parts;

std::string errors_of_hook(const std::string& hook) {
  Parts parts;
  parts.faults = R"([{"id": "f", "on": )" + hook + R"(, "do": [{"crash": "broker-1"}]}])";
  return errors_of(parts);
}

TEST_CASE("a hook names brokers that there are, and probes that can be hit") {
  CHECK(errors_of_hook(R"({"event": "elected", "leader": 3, "isr": [3, 1]})").empty());
  CHECK(errors_of_hook(R"({"event": "elected", "leader": -1})").empty());
  CHECK(errors_of_hook(R"({"event": "elected", "leader": 9})") ==
        "/faults/0/on/leader: there is no broker 9; expected one of the 3 brokers\n");
  CHECK(errors_of_hook(R"({"event": "isr-changed", "isr": [1, 9]})") ==
        "/faults/0/on/isr/1: there is no broker 9; expected one of the 3 brokers\n");
  CHECK(errors_of_hook(R"({"event": "send", "records": [9]})").empty());
  CHECK(errors_of_hook(R"({"event": "probe", "text": "fetch.diverging-epoch"})").empty());
  CHECK(errors_of_hook(R"({"event": "probe", "text": "fetch.diverging-epok"})") ==
        "/faults/0/on/text: unknown probe 'fetch.diverging-epok'; did you mean "
        "'fetch.diverging-epoch'?\n");
}

TEST_CASE("a null takes away what is there") {
  Parts parts;
  parts.more = R"(, "variants": {"a": {"clients": {"c": null}}, "b": {"clients": {"cc": null}}})";
  CHECK(errors_of(parts) ==
        "/variants/b/clients/cc: null takes 'cc' away, and the base has none; did you mean 'c'?\n");
  parts.more = R"(, "variants": {"a": {"clients": {"p": {"config": {"acks": null}}}}})";
  CHECK_THAT(errors_of(parts), contains("/variants/a/clients/p/config/acks: null takes"));
}

TEST_CASE("a scenario has a name and a why") {
  CHECK_THAT(errors_of(R"({"schema": 1, "name": "", "why": " "})"),
             contains("/name: '' is no name"));
  CHECK_THAT(errors_of(R"({"schema": 1, "name": "x", "why": " "})"),
             contains("/why: a why without words"));
}

TEST_CASE("expected records are records that somebody sends, generated ones too") {
  Parts parts;
  parts.clients = R"({"p": {"type": "producer",
                            "workload": {"to": "orders-0", "count": 10, "value_size": 4}}})";
  for (const char* sent : {"v0", "v9", "v9.."}) {
    parts.expect = R"({"lost": [")" + std::string(sent) + R"("]})";
    CHECK(errors_of(parts).empty());
  }
  for (const char* unsent : {"v10", "v", "r1", "v1x", "v-1"}) {
    parts.expect = R"({"lost": [")" + std::string(unsent) + R"("]})";
    CHECK_THAT(errors_of(parts), contains("no producer sends '" + std::string(unsent) + "'"));
  }
}

TEST_CASE("what a file says cannot steer a terminal") {
  const std::string errors =
      errors_of(R"({"schema": 1, "name": "x\u001b[31m", "why": "y", "\u0000": 1})");
  CHECK_THAT(errors, contains("'x\\u001b[31m' is no name"));
  CHECK(errors.find('\x1b') == std::string::npos);
  CHECK(errors.find('\0') == std::string::npos);
}

}  // namespace
}  // namespace barnabas::sim
