// The producer against a scripted broker: what it sends, and what it tells its application.
#include "core/client/producer.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/client/producer_stage.h"

namespace barnabas::test {
namespace {

using Lines = std::vector<std::string>;

// One record per batch, so that several requests fly.
const client::Settings kSingles{{"batch.size", "0"}};

ProducerStage started(client::Settings settings, std::vector<std::int32_t> leaders = {1},
                      Profile profile = Profile::Kafka3) {
  ProducerStage stage(std::move(settings), std::move(leaders), profile);
  stage.start();
  return stage;
}

client::Settings with(client::Settings settings, const client::Settings& more) {
  for (const auto& [name, value] : more) settings[name] = value;
  return settings;
}

}  // namespace

TEST_CASE("an idempotent producer asks for its id first and numbers its batches") {
  ProducerStage stage = started(kSingles);
  stage.send({"a", "b", "c"});
  CHECK(stage.take_lines() == Lines{"id 7", "request to 1: P0 id7.0 seq0 a",
                                    "request to 1: P0 id7.0 seq1 b",
                                    "request to 1: P0 id7.0 seq2 c"});
  stage.answer(0, 0);
  stage.answer(0, 1);
  CHECK(stage.take_lines() == Lines{"acked a at 0", "acked b at 1"});
}

TEST_CASE("a retry keeps its sequence number, and retries go one by one in order") {
  ProducerStage stage = started(kSingles);
  stage.send({"a", "b", "c"});
  stage.take_lines();
  stage.lose_connection(1);
  CHECK(stage.take_lines() == Lines{"retry a NETWORK_EXCEPTION", "retry b NETWORK_EXCEPTION",
                                    "retry c NETWORK_EXCEPTION"});
  stage.run_for(milliseconds(500));
  CHECK(stage.take_lines() == Lines{"request to 1: P0 id7.0 seq0 a"});
  stage.answer(0, 0);
  stage.answer(0, 1);
  stage.answer(0, 2);
  CHECK(stage.take_lines() == Lines{"acked a at 0", "request to 1: P0 id7.0 seq1 b", "acked b at 1",
                                    "request to 1: P0 id7.0 seq2 c", "acked c at 2"});
}

TEST_CASE("without idempotence a lost connection turns the order of what was in flight round") {
  ProducerStage stage = started(with(kSingles, {{"enable.idempotence", "false"}}));
  stage.send({"a", "b", "c"});
  stage.lose_connection(1);
  stage.take_lines();
  stage.run_for(milliseconds(500));
  CHECK(stage.take_lines() ==
        Lines{"request to 1: P0 c", "request to 1: P0 b", "request to 1: P0 a"});
}

TEST_CASE("what other settings exclude turns idempotence off without a word") {
  const client::Settings cases[] = {{{"acks", "1"}},
                                    {{"retries", "0"}},
                                    {{"max.in.flight.requests.per.connection", "6"}},
                                    {{"enable.idempotence", "false"}}};
  for (const client::Settings& settings : cases) {
    CAPTURE(settings.begin()->first);
    ProducerStage stage = started(with(kSingles, settings));
    stage.send({"a"});
    CHECK(stage.take_lines() == Lines{"request to 1: P0 a"});
  }
}

TEST_CASE("the 1.x producer is idempotent when asked, and then turns acks and retries up") {
  ProducerStage plain = started(kSingles, {1}, Profile::Classic);
  plain.send({"a"});
  CHECK(plain.take_lines() == Lines{"request to 1: P0 a"});
  ProducerStage stage =
      started(with(kSingles, {{"enable.idempotence", "true"}}), {1}, Profile::Classic);
  stage.send({"a"});
  CHECK(stage.take_lines() == Lines{"id 7", "request to 1: P0 id7.0 seq0 a"});
  CHECK(stage.requests.front().body.acks == -1);
}

TEST_CASE("a batch out of order waits for the one before it") {
  ProducerStage stage = started(kSingles);
  stage.send({"a", "b"});
  stage.take_lines();
  stage.refuse(0, ErrorCode::NotEnoughReplicas);
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);
  CHECK(stage.take_lines() == Lines{"retry a NOT_ENOUGH_REPLICAS",
                                    "retry b OUT_OF_ORDER_SEQUENCE_NUMBER",
                                    "producer.sequence-retried"});
  stage.run_for(milliseconds(200));
  CHECK(stage.take_lines() == Lines{"request to 1: P0 id7.0 seq0 a"});
  stage.answer(0, 0);
  CHECK(stage.take_lines() == Lines{"acked a at 0", "request to 1: P0 id7.0 seq1 b"});
}

TEST_CASE("a gap behind what was confirmed bumps the epoch and starts at 0 again") {
  ProducerStage stage = started(kSingles);
  stage.send({"a", "b"});
  stage.answer(0, 0);
  stage.take_lines();
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);  // the broker has forgotten a
  CHECK(stage.take_lines() == Lines{"retry b OUT_OF_ORDER_SEQUENCE_NUMBER",
                                    "producer.sequence-retried", "producer.epoch-bumped"});
  stage.run_for(milliseconds(200));
  CHECK(stage.take_lines() == Lines{"request to 1: P0 id7.1 seq0 b"});
  stage.answer(0, 0);
  stage.send({"c"});
  CHECK(stage.take_lines() == Lines{"acked b at 0", "request to 1: P0 id7.1 seq1 c"});
}

TEST_CASE("before KIP-360 such a gap was an error, and cost the producer its id") {
  ProducerStage stage =
      started(with(kSingles, {{"enable.idempotence", "true"}}), {1}, Profile::Classic);
  stage.send({"a", "b"});
  stage.answer(0, 0);
  stage.take_lines();
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);
  CHECK(stage.take_lines() == Lines{"failed b OUT_OF_ORDER_SEQUENCE_NUMBER definite", "id 8"});
  stage.send({"c"});
  CHECK(stage.take_lines() == Lines{"request to 1: P0 id8.0 seq0 c"});
}

TEST_CASE("UNKNOWN_PRODUCER_ID is tried again with the next epoch") {
  ProducerStage stage = started(kSingles);
  stage.send({"a"});
  stage.take_lines();
  stage.refuse(0, ErrorCode::UnknownProducerId);
  stage.run_for(milliseconds(200));
  CHECK(stage.take_lines() == Lines{"retry a UNKNOWN_PRODUCER_ID", "producer.epoch-bumped",
                                    "request to 1: P0 id7.1 seq0 a"});
}

TEST_CASE("a duplicate that the broker cannot place any more is a success without an offset") {
  ProducerStage stage = started(kSingles);
  stage.send({"a"});
  stage.take_lines();
  stage.refuse(0, ErrorCode::DuplicateSequenceNumber);
  CHECK(stage.take_lines() == Lines{"acked a at -1"});
}

TEST_CASE("what the broker refuses for good bumps the epoch, so that no gap remains") {
  ProducerStage stage = started(kSingles);
  stage.send({"a", "b"});
  stage.take_lines();
  stage.refuse(0, ErrorCode::InvalidRecord);
  CHECK(stage.take_lines() == Lines{"failed a INVALID_RECORD definite", "producer.epoch-bumped"});
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);
  stage.run_for(milliseconds(200));
  CHECK(stage.take_lines() == Lines{"retry b OUT_OF_ORDER_SEQUENCE_NUMBER",
                                    "producer.sequence-retried", "request to 1: P0 id7.1 seq0 b"});
}

TEST_CASE("after a batch expired in retry, new ones wait until its partition is resolved") {
  const client::Settings settings =
      with(kSingles, {{"delivery.timeout.ms", "1000"}, {"request.timeout.ms", "900"}});
  ProducerStage stage = started(settings);
  stage.send({"a"});
  stage.run_for(milliseconds(300));
  stage.lose_connection(1);
  stage.run_for(milliseconds(400));
  stage.send({"b"});
  stage.run_for(milliseconds(290));
  stage.take_lines();
  stage.run_for(milliseconds(20));
  // a was under way for a second time when its time was over; b has its number already.
  CHECK(stage.take_lines() == Lines{"producer.delivery-timeout", "producer.outcome-unknown",
                                    "failed a REQUEST_TIMED_OUT unknown"});
  stage.send({"c"});
  CHECK(stage.take_lines().empty());
  SECTION("a confirmed successor proves that it was appended") {
    stage.answer(1, 1);
    CHECK(stage.take_lines() == Lines{"acked b at 1", "request to 1: P0 id7.0 seq2 c"});
  }
  SECTION("the successor is out of order: it was not, and the numbers start again") {
    stage.refuse(1, ErrorCode::OutOfOrderSequenceNumber);
    CHECK(stage.take_lines() == Lines{"retry b OUT_OF_ORDER_SEQUENCE_NUMBER",
                                      "producer.sequence-retried", "producer.epoch-bumped"});
    stage.run_for(milliseconds(200));
    CHECK(stage.take_lines() ==
          Lines{"request to 1: P0 id7.1 seq0 b", "request to 1: P0 id7.1 seq1 c"});
    stage.answer(1, 0);
    CHECK(stage.take_lines() == Lines{"acked b at 0"});
  }
}

TEST_CASE("a producer that gets no id fails what it was given") {
  ProducerStage stage(kSingles);
  stage.id_error = ErrorCode::UnsupportedVersion;
  stage.start();
  stage.send({"a"});
  CHECK(stage.take_lines() == Lines{"id -1", "failed a UNSUPPORTED_VERSION definite"});
}

TEST_CASE("a coordinator that is not ready is asked again after the pause") {
  ProducerStage stage(kSingles);
  stage.id_error = ErrorCode::CoordinatorLoadInProgress;
  stage.start();
  stage.send({"a"});
  stage.id_error = ErrorCode::None;
  stage.run_for(milliseconds(100));
  CHECK(stage.take_lines() == Lines{"id -1", "id 7", "request to 1: P0 id7.0 seq0 a"});
}

TEST_CASE("a batch that is too large is cut into smaller ones, which keep their numbers") {
  ProducerStage stage = started({{"batch.size", "80"}, {"linger.ms", "10"}});
  stage.send({"a", "b"});
  stage.run_for(milliseconds(20));
  CHECK(stage.take_lines() == Lines{"id 7", "request to 1: P0 id7.0 seq0 a b"});
  stage.producer.config.batch_size = 0;
  stage.refuse(0, ErrorCode::MessageTooLarge);
  CHECK(stage.take_lines() == Lines{"retry a b MESSAGE_TOO_LARGE", "producer.batch-split",
                                    "request to 1: P0 id7.0 seq0 a"});
  stage.answer(0, 0);
  CHECK(stage.take_lines() == Lines{"acked a at 0", "request to 1: P0 id7.0 seq1 b"});
}

TEST_CASE("a record that no request may hold fails at once") {
  ProducerStage stage = started({{"max.request.size", "100"}});
  stage.send({std::string(60, 'x')});
  CHECK(stage.take_lines().back() ==
        "failed " + std::string(60, 'x') + " MESSAGE_TOO_LARGE definite");
}

TEST_CASE("without memory the application waits, and gives up after max.block.ms") {
  ProducerStage stage =
      started({{"batch.size", "100"}, {"buffer.memory", "250"}, {"max.block.ms", "1000"}});
  const std::string long_one(40, 'x');
  stage.send({long_one, long_one, long_one, "d"});
  CHECK(stage.requests.size() == 2);
  stage.take_lines();
  stage.answer(0, 0);  // makes room for the third
  CHECK(stage.requests.size() == 2);
  stage.take_lines();
  stage.send({long_one});
  stage.run_for(milliseconds(1010));
  CHECK(stage.take_lines() == Lines{"failed d REQUEST_TIMED_OUT definite"});
  stage.run_for(milliseconds(1010));  // only now was the next one handed over
  CHECK(stage.take_lines() == Lines{"failed " + long_one + " REQUEST_TIMED_OUT definite"});
}

TEST_CASE("without metadata the application waits, and gives up after max.block.ms") {
  ProducerStage stage(client::Settings{{"max.block.ms", "1000"}});
  stage.answers_metadata = false;
  stage.start();
  stage.send({"a"});
  stage.take_lines();
  stage.run_for(milliseconds(999));
  CHECK(stage.take_lines().empty());
  stage.run_for(milliseconds(2));
  CHECK(stage.take_lines() == Lines{"failed a REQUEST_TIMED_OUT definite"});
}

TEST_CASE("with one request in flight a partition waits for its answer") {
  ProducerStage stage = started(with(kSingles, {{"max.in.flight.requests.per.connection", "1"}}));
  stage.send({"a", "b"});
  CHECK(stage.requests.size() == 1);
  stage.answer(0, 0);
  CHECK(stage.take_lines() == Lines{"id 7", "request to 1: P0 id7.0 seq0 a", "acked a at 0",
                                    "request to 1: P0 id7.0 seq1 b"});
}

TEST_CASE("a broker that is sent to takes the batches of all its partitions along") {
  ProducerStage stage = started({{"linger.ms", "1000"}, {"batch.size", "90"}}, {1, 1, 2});
  stage.send({"a"}, 0);
  stage.send({"b"}, 2);
  stage.send({std::string(40, 'x')}, 1);
  CHECK(stage.take_lines() ==
        Lines{"id 7", "request to 1: P0 id7.0 seq0 a P1 id7.0 seq0 " + std::string(40, 'x')});
}

TEST_CASE("a refusal that names the new leader ends the pause") {
  ProducerStage stage = started(kSingles, {1});
  stage.send({"a"});
  stage.take_lines();
  stage.leaders = {2};
  stage.leader_epoch = 1;
  stage.named_leader = 2;
  stage.refuse(0, ErrorCode::NotLeaderOrFollower);
  CHECK(stage.take_lines() ==
        Lines{"retry a NOT_LEADER_OR_FOLLOWER", "request to 2: P0 id7.0 seq0 a"});
}

TEST_CASE("two gaps in a row: the second is noticed although the first rewrote the batch") {
  ProducerStage stage = started(kSingles);
  stage.send({"a", "b", "c"});
  stage.answer(0, 0);
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);  // the broker has forgotten a
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);
  stage.run_for(milliseconds(200));
  stage.answer(0, 0);  // b, as the first of the next epoch
  stage.take_lines();
  stage.refuse(0, ErrorCode::OutOfOrderSequenceNumber);  // and b again
  CHECK(stage.take_lines() == Lines{"retry c OUT_OF_ORDER_SEQUENCE_NUMBER",
                                    "producer.sequence-retried", "producer.epoch-bumped"});
  stage.run_for(milliseconds(500));
  CHECK(stage.take_lines() == Lines{"request to 1: P0 id7.2 seq0 c"});
}

TEST_CASE("a refusal of a leader that may have appended before leaves the outcome open") {
  const client::Settings settings = with(kSingles, {{"retries", "0"}});
  for (const ErrorCode error : {ErrorCode::NotLeaderOrFollower, ErrorCode::UnknownTopicOrPartition,
                                ErrorCode::KafkaStorageError}) {
    ProducerStage stage = started(settings);
    stage.send({"a"});
    stage.take_lines();
    stage.refuse(0, error);
    CHECK(stage.take_lines().back() == "failed a " + std::string(name_of(error)) + " unknown");
  }
}

TEST_CASE("in the 1.x era retention that removed all of a producer makes it begin again") {
  const client::Settings settings =
      with(kSingles, {{"enable.idempotence", "true"}, {"retries", "5"}});
  ProducerStage stage = started(settings, {1}, Profile::Classic);
  stage.send({"a", "b", "c"});
  stage.answer(0, 41);
  stage.take_lines();
  SECTION("the log begins behind what was acknowledged") {
    stage.refuse(0, ErrorCode::UnknownProducerId, 42);
    stage.refuse(0, ErrorCode::UnknownProducerId, 42);
    stage.run_for(milliseconds(200));
    stage.answer(0, 42);
    CHECK(stage.take_lines() == Lines{"retry b UNKNOWN_PRODUCER_ID", "retry c UNKNOWN_PRODUCER_ID",
                                      "request to 1: P0 id7.0 seq0 b", "acked b at 42",
                                      "request to 1: P0 id7.0 seq1 c"});
  }
  SECTION("it does not: something is lost, and the id with it") {
    stage.refuse(0, ErrorCode::UnknownProducerId, 41);
    CHECK(stage.take_lines() == Lines{"failed b UNKNOWN_PRODUCER_ID definite", "id 8"});
    stage.refuse(0, ErrorCode::NotEnoughReplicas);
    CHECK(stage.take_lines() == Lines{"failed c OUT_OF_ORDER_SEQUENCE_NUMBER definite"});
  }
}

TEST_CASE("a request begins with the partition at which the last one ended") {
  ProducerStage stage = started(with(kSingles, {{"enable.idempotence", "false"},
                                                {"retry.backoff.ms", "100"},
                                                {"retry.backoff.max.ms", "100"}}),
                                {1, 1, 1});
  const auto next = [&stage] {
    stage.take_lines();
    stage.lose_connection(1);  // all come back, and leave together
    stage.take_lines();
    stage.run_for(seconds(1));
    return stage.take_lines();
  };
  stage.send({"a"}, 0);
  stage.send({"b"}, 1);
  stage.send({"c"}, 2);
  stage.producer.drained_last.clear();
  CHECK(next() == Lines{"request to 1: P0 a P1 b P2 c"});
  CHECK(next() == Lines{"request to 1: P2 c P0 a P1 b"});
  CHECK(next() == Lines{"request to 1: P1 b P2 c P0 a"});
}

TEST_CASE("a default of delivery.timeout.ms is raised to what one request may take") {
  const client::Settings slow{{"request.timeout.ms", "180000"}, {"linger.ms", "5"}};
  const auto timeout_of = [](const client::Settings& settings) {
    return client::producer_config(settings, Profile::Kafka3, {}).delivery_timeout;
  };
  CHECK(timeout_of({}) == seconds(120));
  CHECK(timeout_of(slow) == milliseconds(180005));
  CHECK(timeout_of(with(slow, {{"delivery.timeout.ms", "200000"}})) == seconds(200));
  CHECK(timeout_of({{"linger.ms", "9223372036854775807"}}) == milliseconds(INT32_MAX));
}

TEST_CASE("the bound of a record's size counts lengths and headers as Kafka does") {
  command::AppRecord record;
  CHECK(client::size_bound(record) == 61 + 21 + 1 + 1 + 1);
  record.value = SharedBytes(ByteVector(100));
  CHECK(client::size_bound(record) == 61 + 21 + 1 + 2 + 100 + 1);
  record.key = SharedBytes(ByteVector(10));
  CHECK(client::size_bound(record) == 61 + 21 + 1 + 10 + 2 + 100 + 1);
}

}  // namespace barnabas::test
