// Quotes of small outputs: what is found in a document, what is told, what is rewritten.
#include "tests/docs/quotes.h"

#include "tests/support/catch.h"

namespace barnabas::docs {
namespace {

const Lines kOutput = {
    "== lesson  a  seed 7: as expected",
    "   violations    DurableAck 3x (as expected), NoGlobalLoss 3x (permitted), Unseen 3x",
    "                 (permitted)",
    "   probes        fetch.diverging-epoch",
    "      5.700 s  p sends r7 to broker-1 [699]",
    "      5.950 s  broker-1 is killed (fault kill) [715]",
    "     12.017 s  broker-3, the controller, elects broker-2 leader, because broker 1",
    "               is gone; ISR now broker-2 and broker-3 [1118]",
    "     12.019 s  broker-2 leads [1120]",
};

TEST_CASE("a quote belongs to the commands before it") {
  const Lines document = {
      "text",
      "    barnabas run a.json  # a remark",
      "    barnabas run b.json",
      "",
      "```text",
      "one",
      "```",
      "```json",
      "    barnabas run not-a-command.json",
      "```",
      "```text",
      "two",
      "three",
      "```",
      "    barnabas list",
      "```text",
      "four",
      "```",
  };
  const std::vector<Quote> quotes = quotes_of(document);
  REQUIRE(quotes.size() == 3);
  CHECK(quotes[0].lines == Lines{"one"});
  CHECK(quotes[0].line == 5);
  CHECK(quotes[0].commands == Lines{"run a.json", "run b.json"});
  CHECK(quotes[1].lines == Lines{"two", "three"});
  CHECK(quotes[1].commands == quotes[0].commands);
  CHECK(quotes[2].commands == Lines{"list"});
}

TEST_CASE("a quote may leave items out, and its own words must be there in order") {
  const Lines quote = {kOutput[0], kOutput[4], "   [...]", kOutput[8]};
  const Comparison good = compare(quote, kOutput);
  CHECK(good.problems.empty());
  CHECK(good.rewritten == quote);
  CHECK(compare({kOutput[8], kOutput[4]}, kOutput).problems.size() == 1);
  CHECK(compare({"      5.700 s  p sends r7 to broker-2 [699]"}, kOutput).problems.size() == 1);
}

TEST_CASE("the end of an item may be cut off with a mark, its beginning never") {
  CHECK(compare({kOutput[6], kOutput[7]}, kOutput).problems.empty());
  CHECK(compare({kOutput[6], "   [...]", kOutput[8]}, kOutput).problems.empty());
  CHECK(compare({kOutput[6], kOutput[8]}, kOutput).problems.size() == 1);
  // The second line of the violations would go on with the probes.
  CHECK(compare({kOutput[1], kOutput[3], kOutput[2]}, kOutput).problems.size() == 2);
  CHECK(compare({kOutput[7]}, kOutput).problems.size() == 1);
}

TEST_CASE("new numbers are taken in, item by item") {
  const Lines old = {
      "== lesson  a  seed 7: as expected",
      "      5.701 s  p sends r7 to broker-1 [70]",
      "   [...]",
      "     12.018 s  broker-3, the controller, elects broker-2 leader, because broker 1 is",
      "               gone; ISR now broker-2 and broker-3 [99]",
      "     12.020 s  broker-2 leads [101]",
  };
  const Comparison comparison = compare(old, kOutput);
  CHECK(comparison.problems.size() == 3);
  CHECK(comparison.lost.empty());
  CHECK(comparison.rewritten ==
        Lines{kOutput[0], kOutput[4], "   [...]", kOutput[6], kOutput[7], kOutput[8]});
  CHECK(compare(comparison.rewritten, kOutput).problems.empty());
  // Fingerprints are numbers, and which probes were hit is one.
  const Comparison facts = compare({"   probes        a 2x, b", "   trace=0123456789abcdef"},
                                   {"   probes        c", "   trace=fedcba9876543210"});
  CHECK(facts.lost.empty());
  CHECK(facts.problems.size() == 2);
}

TEST_CASE("a few other words are taken in and told, wholly other ones are not") {
  const Lines reworded = {kOutput[0], "      5.701 s  p sends r7 to leader-1 [70]", kOutput[8]};
  const Comparison comparison = compare(reworded, kOutput);
  CHECK(comparison.lost.empty());
  CHECK(comparison.reworded.size() == 1);
  CHECK(comparison.rewritten == Lines{kOutput[0], kOutput[4], kOutput[8]});
  const Lines foreign = {kOutput[0], "      5.701 s  a reader asks for more [70]", kOutput[8]};
  CHECK(compare(foreign, kOutput).lost.size() == 1);
  CHECK(compare(foreign, kOutput).rewritten == foreign);
}

TEST_CASE("of items that differ in numbers alone those that stand together are meant") {
  const Lines output = {"a 1", "x 2", "== second 3", "x 4", "b 5", "x 6"};
  CHECK(compare({"== second 30", "x 40", "b 50"}, output).rewritten ==
        Lines{"== second 3", "x 4", "b 5"});
  CHECK(compare({"b 50", "x 60"}, output).rewritten == Lines{"b 5", "x 6"});
  CHECK(compare({"x 60"}, output).rewritten.size() == 1);
}

TEST_CASE("a JSON block with a schema is a whole scenario") {
  const Lines document = {"```json",         "{\"a\": 1}", "```", "```json",
                          "{\"schema\": 1,", "\"b\": 2}",  "```"};
  CHECK(scenarios_of(document) == std::vector<std::string>{"{\"schema\": 1,\n\"b\": 2}\n"});
}

}  // namespace
}  // namespace barnabas::docs
