// Files that are replaced as a whole: checkpoints, the clean-shutdown marker, meta.properties.
#include "core/log/checkpoint_file.h"

#include "core/log/clean_shutdown.h"
#include "core/log/meta_properties.h"
#include "tests/support/catch.h"
#include "tests/support/log_files.h"
#include "tests/support/log_world.h"

namespace barnabas::test {
namespace {

constexpr const char* kName = "replication-offset-checkpoint";

}  // namespace

TEST_CASE("an offset checkpoint is written as Kafka writes it, and read again") {
  SimLogWorld world;
  FileSystem& files = world.files();
  const log::OffsetCheckpoint offsets = {
      {{"a", 10}, Offset{7}}, {{"a", 2}, Offset{0}}, {{"__x-y.z", 0}, Offset{INT64_MAX}}};
  REQUIRE(log::write_offset_checkpoint(files, "", kName, offsets));
  CHECK(as_text(read_file(files, kName)) == "0\n3\n__x-y.z 0 9223372036854775807\na 2 0\na 10 7\n");
  CHECK(*log::read_offset_checkpoint(files, "", kName) == offsets);
  REQUIRE(log::write_offset_checkpoint(files, "", kName, {}));
  CHECK(as_text(read_file(files, kName)) == "0\n0\n");
  CHECK_FALSE(files.exists("replication-offset-checkpoint.tmp"));
}

TEST_CASE("no checkpoint and an empty one have no entries; a corrupt one names file and line") {
  SimLogWorld world;
  FileSystem& files = world.files();
  CHECK(log::read_offset_checkpoint(files, "", kName)->empty());
  write_file(files, kName, {});
  CHECK(log::read_offset_checkpoint(files, "", kName)->empty());
  for (const char* text :
       {"9\n0\n", "0\n2\nt 0 1\n", "0\n1\nt 0\n", "0\n1\nt x 1\n", "0\n1\nt 0 -1\n", "\n\n"}) {
    INFO(text);
    write_file(files, kName, as_bytes(text));
    const auto read = log::read_offset_checkpoint(files, "", kName);
    REQUIRE_FALSE(read);
    CHECK(read.error().code == Errc::Corrupt);
    CHECK_THAT(read.error().what, contains("replication-offset-checkpoint: line"));
  }
}

TEST_CASE("checkpoints of a real broker are read") {
  SimLogWorld world;
  FileSystem& files = world.files();
  import_directory(files, "tests/data/kafka/clean", "");
  CHECK(log::read_offset_checkpoint(files, "", "recovery-point-offset-checkpoint")
            ->at({"plain", 0}) == Offset{217});
  CHECK(log::read_offset_checkpoint(files, "", "log-start-offset-checkpoint")->at({"deleted", 0}) ==
        Offset{50});
  const auto meta = log::read_meta_properties(files, "");
  REQUIRE((meta && *meta));
  CHECK((*meta)->node == NodeId{1});
  CHECK((*meta)->version == 0);
  CHECK_FALSE((*meta)->cluster_id.empty());
}

TEST_CASE(
    "a checkpoint is whole in its old or its new version, whichever operation the power cut "
    "strikes") {
  const log::OffsetCheckpoint before = {{{"t", 0}, Offset{1}}};
  const log::OffsetCheckpoint after = {{{"t", 0}, Offset{22222}}, {{"t", 1}, Offset{3}}};
  bool is_done = false;
  for (std::uint64_t nth = 1; !is_done; ++nth) {
    SimLogWorld world;
    REQUIRE(log::write_offset_checkpoint(world.files(), "", kName, before));
    sim::DiskFault fault;
    fault.kind = sim::DiskFault::Kind::Kill;
    fault.nth = nth;
    world.disk().arm(fault);
    is_done = log::write_offset_checkpoint(world.files(), "", kName, after).has_value();
    world.disk().disarm();
    Prng prng = stream(nth, "cut");
    world.power_loss(prng,
                     {sim::PowerLossOptions::Tail::Torn, sim::PowerLossOptions::Names::Drawn});
    const auto read = log::read_offset_checkpoint(world.files(), "", kName);
    REQUIRE(read);
    CHECK((*read == after || (!is_done && *read == before)));
    REQUIRE(nth < 100);
  }
}

TEST_CASE("the clean-shutdown marker counts once") {
  SimLogWorld world;
  FileSystem& files = world.files();
  CHECK_FALSE(*log::take_clean_shutdown(files, ""));
  REQUIRE(log::write_clean_shutdown(files, "", BrokerEpoch{-1}));
  CHECK(as_text(read_file(files, ".kafka_cleanshutdown")) == "{\"version\":0,\"brokerEpoch\":-1}");
  REQUIRE(log::write_clean_shutdown(files, "", BrokerEpoch{25769803790}));
  CHECK(**log::take_clean_shutdown(files, "") == BrokerEpoch{25769803790});
  CHECK_FALSE(*log::take_clean_shutdown(files, ""));
  write_file(files, ".kafka_cleanshutdown", as_bytes("anything"));
  CHECK(**log::take_clean_shutdown(files, "") == kNoBrokerEpoch);
}

TEST_CASE("meta.properties round-trips in both versions and refuses what lacks an id") {
  SimLogWorld world;
  for (const log::MetaProperties& meta :
       {log::MetaProperties{0, "abc", NodeId{1}}, log::MetaProperties{1, "", NodeId{0}}}) {
    REQUIRE(log::write_meta_properties(world.files(), "", meta));
    CHECK(**log::read_meta_properties(world.files(), "") == meta);
  }
  for (const char* text :
       {"", "version=0\n", "version=2\nnode.id=1\n", "version=0\nbroker.id=x\n", "broker.id=1\n"}) {
    INFO(text);
    CHECK_FALSE(log::parse_meta_properties(text));
  }
}

}  // namespace barnabas::test
