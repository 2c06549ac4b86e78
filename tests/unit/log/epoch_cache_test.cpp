// The epoch cache against Kafka's LeaderEpochFileCache (3.9.1), and its checkpoint text.
#include "core/log/epoch_cache.h"

#include "tests/support/catch.h"
#include "tests/support/log_files.h"
#include "tests/support/vector_text.h"

namespace barnabas::test {
namespace {

using log::EpochCache;

EpochCache parse_cache(const std::string& text) {
  EpochCache cache;
  if (text == "-") return cache;
  for (const std::string& entry : split(text, ' ')) {
    const std::vector<std::string> pair = split(entry, '@');
    cache.assign(LeaderEpoch{std::stoi(pair[0])}, Offset{std::stoll(pair[1])});
  }
  return cache;
}

std::string show(const EpochCache& cache) {
  std::string text;
  for (const log::EpochEntry& entry : cache.entries()) {
    if (!text.empty()) text += " ";
    text += std::to_string(entry.epoch.value) + "@" + std::to_string(entry.start_offset.value);
  }
  return text.empty() ? "-" : text;
}

std::string show(const log::EpochEndOffset& end) {
  return std::to_string(end.epoch.value) + " " + std::to_string(end.end_offset.value);
}

std::string answer(EpochCache cache, const std::string& question, Offset leo) {
  const std::vector<std::string> word = split(question, ' ');
  const std::int64_t first = std::stoll(word[1]);
  const LeaderEpoch epoch{static_cast<std::int32_t>(first)};
  if (word[0] == "end_offset_for") return show(cache.end_offset_for(epoch, leo));
  if (word[0] == "end_offset_for_at_leo")
    return show(cache.end_offset_for(epoch, Offset{std::stoll(word[2])}));
  if (word[0] == "epoch_for_offset") {
    const auto found = cache.epoch_for_offset(Offset{first});
    return found ? std::to_string(found->value) : "none";
  }
  const std::string before = show(cache);
  bool changed = false;
  if (word[0] == "truncate_from_end") {
    if (first < 0) return before;  // Kafka ignores it; a log never asks.
    changed = cache.truncate_from_end(Offset{first});
  } else if (word[0] == "truncate_from_start") {
    changed = cache.truncate_from_start(Offset{first});
  } else {
    if (first < 0 || std::stoll(word[2]) < 0) return "error";
    changed = cache.assign(epoch, Offset{std::stoll(word[2])});
  }
  CHECK(changed == (show(cache) != before));
  return show(cache);
}

}  // namespace

TEST_CASE("the epoch cache answers as Kafka's does") {
  for (const VectorBlock& block : parse_blocks(read_text("tests/data/kafka/leader_epochs.txt"))) {
    const EpochCache cache = parse_cache(value_of(block, "entries"));
    const Offset leo{std::stoll(value_of(block, "leo"))};
    for (const auto& [question, expected] : block) {
      if (question == "entries" || question == "leo") continue;
      INFO(show(cache) << ": " << question);
      CHECK(answer(cache, question, leo) == expected);
    }
  }
}

TEST_CASE("the epoch checkpoint's text round-trips") {
  for (const char* entries : {"-", "0@0", "2@10 5@30 9@31"}) {
    const EpochCache cache = parse_cache(entries);
    CHECK(*EpochCache::from_text(cache.to_text()) == cache);
  }
  CHECK(parse_cache("2@10 5@30").to_text() == "0\n2\n2 10\n5 30\n");
}

TEST_CASE("an epoch checkpoint that is wrong says where") {
  struct Case {
    const char* text;
    const char* error;
  };
  const Case cases[] = {{"1\n0\n", "line 1"},
                        {"x\n0\n", "line 1"},
                        {"0\n", "line 2"},
                        {"0\n-1\n", "line 2"},
                        {"0\n1\n", "1 entries promised, 0 found"},
                        {"0\n1\n1 2 3\n", "line 3"},
                        {"0\n1\n1\n", "line 3"},
                        {"0\n1\na 2\n", "'a' is not an integer"},
                        {"0\n1\n-1 2\n", "range"},
                        {"0\n0\n1 2\n", "1 found"}};
  for (const Case& c : cases) {
    INFO(c.text);
    const auto cache = EpochCache::from_text(c.text);
    REQUIRE_FALSE(cache);
    CHECK_THAT(cache.error().what, contains(c.error));
  }
  CHECK(EpochCache::from_text("")->entries().empty());
}

}  // namespace barnabas::test
