// The judges' decoder and views against what the core writes, whole, torn, cut and rotten.
#include "sim/check/log_view.h"

#include "sim/check/json_scan.h"
#include "tests/support/catch.h"
#include "tests/unit/check/stage.h"

namespace barnabas::test {
namespace {

const sim::check::LogView& view(const Stage& stage, std::int32_t broker) {
  return stage.judge.evidence().partitions.at(Stage::tp()).find_replica(broker)->log;
}

}  // namespace

TEST_CASE("the judges' decoder reads what the core encodes") {
  record::BatchBuilder builder;
  builder.add(1000, as_bytes("key"), as_bytes("first"));
  builder.add(1001, std::nullopt, std::nullopt, {{"h", "x"}, {"n", std::nullopt}});
  builder.add(1002, as_bytes(""), as_bytes(std::string(300, 'z')));
  record::Batch batch = builder.build();
  batch.header.base_offset = Offset{70};
  batch.header.leader_epoch = LeaderEpoch{4};
  const record::HeaderBytes header = record::encode_header(batch.header);
  const sim::BatchFacts facts = sim::read_batch_facts(header.data());
  CHECK(facts.base == 70);
  CHECK(facts.last() == 72);
  CHECK(facts.epoch == 4);
  CHECK(facts.count == 3);
  CHECK(facts.size() == batch.size());
  CHECK(facts.is_plausible());
  CHECK(sim::has_true_checksum(header.data(), batch.body.span()));
  sim::RecordWalk walk(facts.base, facts.count, facts.attributes, batch.body.span());
  const auto first = walk.next();
  REQUIRE(first);
  CHECK(first->offset == 70);
  CHECK(as_text(first->value) == "first");
  const auto second = walk.next();
  REQUIRE(second);
  CHECK_FALSE(second->has_value);
  const auto third = walk.next();
  REQUIRE(third);
  CHECK(third->offset == 72);
  CHECK(third->value.size() == 300);
  CHECK_FALSE(walk.next());
}

TEST_CASE("a view follows appends, rolls, cuts and deletions") {
  Stage stage;
  stage.append(1, Stage::batch(0, 0, {"a", "b"}));
  stage.append(1, Stage::batch(2, 0, {"c"}));
  CHECK(view(stage, 1).end() == 3);
  CHECK(view(stage, 1).batch_count() == 2);
  REQUIRE(view(stage, 1).find(1) != nullptr);
  CHECK(view(stage, 1).find(1)->base == 0);
  CHECK(view(stage, 1).find(3) == nullptr);
  stage.truncate(1, 2);
  CHECK(view(stage, 1).end() == 2);
  stage.append(1, Stage::batch(2, 1, {"d"}));
  stage.roll(1, 3);
  CHECK(view(stage, 1).end() == 3);
  stage.append(1, Stage::batch(3, 1, {"e"}));
  CHECK(view(stage, 1).end() == 4);
  CHECK(view(stage, 1).find(2)->epoch == 1);
  stage.delete_segment(1, 0);
  CHECK(view(stage, 1).start() == 3);
  CHECK(stage.judge.evidence().partitions.at(Stage::tp()).deleted_to == 3);
}

TEST_CASE("a view sees what a power cut took and which bit has rotted") {
  Stage stage;
  stage.append(2, Stage::batch(0, 0, {"a"}));
  stage.append(2, Stage::batch(1, 0, {"b"}));
  stage.flip_bit(2, 66);
  CHECK(view(stage, 2).find(0)->is_corrupt);
  CHECK_FALSE(view(stage, 2).find(1)->is_corrupt);
  stage.lose_power(2);
  CHECK(view(stage, 2).end() == 0);
}

TEST_CASE("a batch that is cut in two is not there until it is whole") {
  const record::Batch batch = Stage::batch(0, 0, {"a", "b"});
  const SharedBytes bytes(record::rope_of(batch).flatten());
  sim::DigestCache digests;
  for (std::uint32_t size = 0; size < bytes.size(); size += 7) {
    sim::check::LogView log;
    sim::check::LogSegment& segment = log.segment(0, "t-0/0.log");
    sim::check::LogView::read(segment, rope_of(bytes.slice(0, size)), digests);
    CHECK(segment.entries.empty());
    sim::check::LogView::read(segment, rope_of(bytes), digests);
    REQUIRE(segment.entries.size() == 1);
    CHECK_FALSE(segment.entries.front().is_corrupt);
  }
}

TEST_CASE("znodes are read by the judges' own scanner") {
  using namespace sim::check;
  const std::string state =
      "{\"controller_epoch\":3,\"leader\":2, \"version\":1,\"leader_epoch\":-1,\"isr\":[2, 3]}";
  CHECK(scan_integer(state, "leader", 9) == 2);
  CHECK(scan_integer(state, "leader_epoch", 9) == -1);
  CHECK(scan_integer(state, "absent", 9) == 9);
  CHECK(scan_list(state, "isr") == std::vector<std::int32_t>{2, 3});
  CHECK(scan_list(state, "leader").empty());
  const auto lists =
      scan_lists("{\"partitions\":{\"0\":[1,2],\"10\":[3]},\"version\":3}", "partitions");
  REQUIRE(lists.size() == 2);
  CHECK(lists.at(10) == std::vector<std::int32_t>{3});
  CHECK(scan_text("{\"topic_id\":\"abc\"}", "topic_id") == "abc");
  CHECK(scan_number("17", -1) == 17);
  CHECK(scan_number("17x", -1) == -1);
}

}  // namespace barnabas::test
