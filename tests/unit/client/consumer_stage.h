// What the tests of the consumer share: a consumer of one partition, and the answers of its leader.
#pragma once

#include <utility>

#include "core/client/consumer.h"
#include "core/record/batch.h"
#include "tests/support/catch.h"
#include "tests/support/log_batches.h"
#include "tests/unit/client/client_stage.h"

namespace barnabas::test::consumer_stage {

using client::Consumer;
using client::ConsumerConfig;
using client::OffsetReset;
using Kind = command::Place::Kind;
using State = client::ConsumerPartition::State;
using Stage = ClientStage<Consumer>;
using protocol::FetchRequest;
using protocol::FetchResponse;
using protocol::ListOffsetsRequest;
using protocol::ListOffsetsResponse;
using protocol::OffsetForLeaderEpochRequest;
using protocol::OffsetForLeaderEpochResponse;

inline const TopicPartition kTp{"t", 0};

inline ConsumerConfig config_of(Kind from, std::int64_t value = 0) {
  ConsumerConfig config;
  config.common.bootstrap = Stage::bootstrap();
  config.application.assign = {kTp};
  config.application.from = {from, value};
  return config;
}

inline Stage started(ConsumerConfig config) {
  Stage stage(Consumer(std::move(config), Prng{}));
  stage.set_leader(kTp, 2, 5);
  stage.start();
  stage.run_for(seconds(1));  // so that an error is followed by metadata at once
  return stage;
}

inline FetchResponse fetched(Rope records, std::int64_t high_watermark = 100,
                             ErrorCode error = ErrorCode::None) {
  FetchResponse response;
  FetchResponse::Partition part;
  part.high_watermark = Offset{high_watermark};
  part.error = error;
  part.records.bytes = std::move(records);
  response.topics.push_back({"t", {}, {part}});
  return response;
}

inline FetchResponse refused(ErrorCode error) { return fetched({}, -1, error); }

inline ListOffsetsResponse offset_is(std::int64_t offset, std::int32_t epoch) {
  ListOffsetsResponse::Partition part;
  part.offset = Offset{offset};
  part.leader_epoch = LeaderEpoch{epoch};
  ListOffsetsResponse response;
  response.topics.push_back({"t", {part}});
  return response;
}

inline OffsetForLeaderEpochResponse epoch_ends(std::int32_t epoch, std::int64_t end) {
  OffsetForLeaderEpochResponse::Partition part;
  part.leader_epoch = LeaderEpoch{epoch};
  part.end_offset = Offset{end};
  OffsetForLeaderEpochResponse response;
  response.topics.push_back({"t", {part}});
  return response;
}

inline Rope records(std::int64_t base, std::int32_t count, std::int32_t epoch = 5) {
  return make_records({.base = base, .epoch = epoch, .count = count});
}

inline const FetchRequest::Partition& only(const FetchRequest& request) {
  REQUIRE(request.topics.size() == 1);
  REQUIRE(request.topics.front().partitions.size() == 1);
  return request.topics.front().partitions.front();
}

// At offset 10 of a log whose last record was of epoch 5, with nothing in flight.
inline Stage at_ten(ConsumerConfig config) {
  Stage stage = started(std::move(config));
  const auto [asked, request] = stage.take<FetchRequest>();
  stage.answer(asked, fetched(records(request.topics[0].partitions[0].fetch_offset.value, 10)));
  REQUIRE(stage.node.partitions.at(kTp).position.offset == Offset{10});
  return stage;
}

}  // namespace barnabas::test::consumer_stage
