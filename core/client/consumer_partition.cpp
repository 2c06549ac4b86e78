#include "core/client/consumer_partition.h"

#include <utility>

namespace barnabas::client {

void ConsumerPartition::look_up(const command::Place& place, std::string reason) {
  state = State::AwaitsLookup;
  wanted = place;
  why = std::move(reason);
  asking = CorrelationId{0};
  not_before = Instant{};
}

void ConsumerPartition::place_at(const ReadPosition& at, bool validates) {
  position = at;
  asking = CorrelationId{0};
  not_before = Instant{};
  why.clear();
  const bool can_be_validated = at.epoch != kNoLeaderEpoch && at.leader_epoch != kNoLeaderEpoch;
  state = validates && can_be_validated ? State::AwaitsValidation : State::Fetching;
}

void ConsumerPartition::follow(const ClusterView::Partition& known, bool validates) {
  if (state != State::Fetching && state != State::AwaitsValidation) return;
  if (position.leader == known.leader && position.leader_epoch == known.leader_epoch) return;
  ReadPosition moved = position;
  moved.leader = known.leader;
  moved.leader_epoch = known.leader_epoch;
  place_at(moved, validates);
  read_replica = kNoNode;  // the old leader's advice
}

void ConsumerPartition::try_again(Instant when) {
  asking = CorrelationId{0};
  not_before = when;
}

}  // namespace barnabas::client
