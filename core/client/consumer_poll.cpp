// The application's side: polls, what they return, and how long the application works on it.
//
// Kafka: FetchCollector.collectFetch, CompletedFetch.fetchRecords (3.9).
#include <algorithm>
#include <utility>

#include "core/client/consumer.h"
#include "core/record/batch.h"

namespace barnabas::client {
namespace {

using State = ConsumerPartition::State;

}  // namespace

void Consumer::poll(Context& context) {
  if (context.now < next_poll) return;
  const bool has_pace = config.application.has_pace();
  // Without a pace the next poll follows at once: the limit would only cut one hand-over into many.
  std::int64_t most = has_pace ? config.max_poll_records : INT64_MAX;
  std::int64_t handed = 0;
  for (auto at = buffer.begin(); at != buffer.end() && handed < most;) {
    const auto state = partitions.find(at->tp);
    const bool is_stale = state == partitions.end() || state->second.state != State::Fetching ||
                          state->second.position.offset != at->next;
    if (is_stale) {
      at = buffer.erase(at);
    } else if (state->second.is_paused) {
      ++at;
    } else {
      handed += hand_over(*at, state->second, most - handed, context);
      const bool is_done = at->batches.empty();
      if (is_done) move_to_end(state->second);
      at = is_done ? buffer.erase(at) : at + 1;
    }
  }
  if (!has_pace || handed == 0) return;
  next_poll =
      context.now + std::max(config.application.poll_every, config.application.takes * handed);
}

// At most so many records; a cut batch stays, and its rest is handed over by a later poll.
std::int64_t Consumer::hand_over(FetchedRecords& fetched, ConsumerPartition& state,
                                 std::int64_t most, Context& context) {
  Note note;
  note.kind = NoteKind::Delivered;
  note.tp = fetched.tp;
  note.peer = fetched.node;
  note.from = state.position.offset;
  note.a = fetched.high_watermark.value;
  std::int64_t handed = 0;
  std::size_t done = 0;
  bool is_corrupt = false;
  for (record::Batch& batch : fetched.batches) {
    if (handed >= most) break;
    const bool is_new = state.position.offset <= batch.header.base_offset;
    is_corrupt = config.check_crcs && is_new && !record::validate(batch);
    if (is_corrupt) break;
    const Offset first = std::max(state.position.offset, batch.header.base_offset);
    const std::int64_t all = batch.header.next_offset().value - first.value;
    const std::int64_t taken = batch.header.is_control() ? all : std::min(all, most - handed);
    if (!batch.header.is_control()) handed += taken;
    state.position.offset = first.plus(taken);
    state.position.epoch = batch.header.leader_epoch;
    const bool is_first = note.batches.empty();
    const bool is_left_out =
        !is_first && taken == all && config.common.sabotage == Sabotage::ConsumerSkipsBatch;
    if (!is_left_out) note.batches.push_back(batch);
    if (taken < all) break;
    ++done;
  }
  fetched.batches.erase(fetched.batches.begin(),
                        fetched.batches.begin() + static_cast<std::ptrdiff_t>(done));
  fetched.next = state.position.offset;
  note.to = state.position.offset;
  if (note.batches.size() > 1 && config.common.sabotage == Sabotage::ConsumerHandsOverTwice)
    note.batches.push_back(note.batches.back());
  if (!note.batches.empty()) context.note(std::move(note));
  if (is_corrupt) {
    fetched.batches.clear();
    fail(fetched.tp, state, ErrorCode::CorruptMessage, "KafkaException: record batch is invalid",
         context);
  }
  return handed;
}

}  // namespace barnabas::client
