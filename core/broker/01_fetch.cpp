// Fetch: records for followers up to the log's end, for consumers up to the high watermark.
//
// A follower's request is also news: it has everything below the offset that it asks for. The
// credit is given once, when the request arrives; the read may wait for min_bytes and happens again
// when it can be answered. A consumer of Kafka 2.4 or later may read from a follower, too, below
// that one's own high watermark, and is sent there by the leader (KIP-392).
//
// Kafka: KafkaApis.handleFetchRequest, ReplicaManager.fetchMessages, DelayedFetch (3.9).
#include <algorithm>

#include "core/broker/broker.h"
#include "core/broker/replica_selector.h"

namespace barnabas::broker {
namespace {

constexpr std::int16_t kFirstFromFollower = 11;  // the version with the consumer's rack

using Answer = protocol::FetchResponse::Partition;

struct Read {
  protocol::FetchResponse response;
  std::int64_t bytes = 0;
  bool urgent = false;  // an error or a divergence must not wait for bytes
};

bool is_follower(NodeId replica_id) { return replica_id.value >= 0; }

// A broker that is none of the partition's replicas has not heard of a change yet, or we have not.
ErrorCode refuse_stranger(const replica::Partition& partition, NodeId replica_id,
                          LeaderEpoch asked_in) {
  if (!is_follower(replica_id) || partition.remotes.count(replica_id) != 0) return ErrorCode::None;
  return asked_in == kNoLeaderEpoch ? ErrorCode::NotLeaderOrFollower
                                    : ErrorCode::UnknownLeaderEpoch;
}

// Whether what is asked for lies in an older segment than what may be read last: then the answer
// does not wait for bytes, because no later ones can come into it.
bool is_in_older_segment(const log::Log& log, Offset from, Offset bound) {
  if (from >= bound) return false;
  const auto& segments = log.segments();
  const auto next = std::upper_bound(
      segments.begin(), segments.end(), from,
      [](Offset offset, const log::Segment& segment) { return offset < segment.base_offset; });
  return next != segments.end() && next->base_offset <= bound;
}

// Whether the asker's log has left ours: its last epoch ends earlier here, or is not known here.
bool find_divergence(const replica::Partition& partition, const replica::FetchRequestPartition& ask,
                     Sabotage sabotage, Answer& answer) {
  if (ask.last_fetched_epoch == kNoLeaderEpoch || sabotage == Sabotage::HideDivergence)
    return false;
  const log::EpochEndOffset end = partition.log->end_offset_for_epoch(ask.last_fetched_epoch);
  if (end.end_offset == kNoOffset) {
    answer.error = ErrorCode::OffsetOutOfRange;
    return true;
  }
  if (ask.fetch_offset < partition.log_start()) return false;  // out of range, diverging or not
  if (end.end_offset >= ask.fetch_offset && end.epoch >= ask.last_fetched_epoch) return false;
  answer.diverging_epoch = {end.epoch, end.end_offset};
  if (sabotage == Sabotage::DivergenceOneLater)
    answer.diverging_epoch.end_offset = end.end_offset.next();
  return true;
}

void read_partition(Broker& broker, const FetchOperation& operation, const TopicPartition& tp,
                    const replica::FetchRequestPartition& ask, std::int64_t& budget, Read& read,
                    Answer& answer, Context& context) {
  answer.partition = tp.partition;
  const bool fenced = broker.config.replica.knobs.fetch_fence || !is_follower(operation.replica_id);
  const LeaderEpoch epoch = fenced ? ask.current_leader_epoch : kNoLeaderEpoch;
  replica::Partition* partition = operation.leader_only
                                      ? find_leader(broker, tp, epoch, answer.error)
                                      : find_readable(broker, tp, epoch, answer.error);
  if (partition == nullptr) {
    if (answer.error == ErrorCode::FencedLeaderEpoch) context.probe("fetch.fenced-epoch");
    if (answer.error == ErrorCode::UnknownLeaderEpoch) context.probe("fetch.unknown-epoch");
    read.urgent = true;
    return;
  }
  answer.error = refuse_stranger(*partition, operation.replica_id, epoch);
  if (answer.error != ErrorCode::None) {
    read.urgent = true;
    return;
  }
  answer.high_watermark = partition->high_watermark;
  answer.last_stable_offset = partition->high_watermark;
  answer.log_start_offset = partition->log_start();
  const Sabotage sabotage = broker.config.replica.knobs.sabotage;
  if (find_divergence(*partition, ask, sabotage, answer)) {
    context.probe("fetch.diverging-epoch");
    read.urgent = true;
    return;
  }
  const bool follower = is_follower(operation.replica_id);
  if (!operation.leader_only && partition->is_leader()) {
    answer.preferred_read_replica =
        preferred_read_replica(broker, *partition, ask.fetch_offset, operation.rack, context.now);
    if (answer.preferred_read_replica != kNoNode) {  // the records are to come from there
      read.urgent = true;
      return;
    }
  }
  const bool shows_all = follower || sabotage == Sabotage::ServeAboveHighWatermark;
  const Offset bound = shows_all ? partition->log_end() : partition->high_watermark;
  const auto limit = static_cast<std::int32_t>(
      std::min<std::int64_t>(ask.max_bytes, std::max<std::int64_t>(budget, 0)));
  if (ask.fetch_offset < partition->log_start() || ask.fetch_offset > partition->log_end()) {
    context.probe("fetch.out-of-range");
    answer.error = ErrorCode::OffsetOutOfRange;
    read.urgent = true;
    return;
  }
  const log::ReadResult result =
      partition->log->read(context.files, ask.fetch_offset, bound, limit, read.bytes == 0);
  answer.error = result.error;
  answer.records.slice = result.slice;
  read.urgent = read.urgent || result.error != ErrorCode::None ||
                is_in_older_segment(*partition->log, ask.fetch_offset, bound);
  read.bytes += result.slice.size;
  budget -= result.slice.size;
}

Read read_all(Broker& broker, const FetchOperation& operation, Context& context) {
  Read read;
  std::int64_t budget = operation.max_bytes;
  for (const auto& [tp, ask] : operation.partitions) {
    if (read.response.topics.empty() || read.response.topics.back().name != tp.topic) {
      read.response.topics.push_back({tp.topic, {}, {}});
    }
    auto& answers = read.response.topics.back().partitions;
    answers.emplace_back();
    read_partition(broker, operation, tp, ask, budget, read, answers.back(), context);
  }
  return read;
}

void send(Broker& broker, const FetchOperation& operation, Read&& read, Context& context) {
  if (is_follower(operation.replica_id)) {
    for (const auto& topic : read.response.topics) {
      for (const Answer& served : topic.partitions) {
        if (served.records.slice.empty()) continue;
        const replica::Partition& partition = *broker.partitions.at({topic.name, served.partition});
        Note note;
        note.kind = NoteKind::FetchServed;
        note.tp = {topic.name, served.partition};
        note.peer = operation.replica_id;
        note.epoch = partition.leader_epoch;
        for (const auto& [tp, ask] : operation.partitions) {
          if (tp == note.tp) note.from = ask.fetch_offset;
        }
        note.to = partition.log_end();
        context.note(std::move(note));
      }
    }
  }
  read.response.session_id = operation.session_id;
  if (operation.session_id != 0) broker.sessions.trim(operation.session_id, read.response);
  answer(context, operation.caller, std::move(read.response));
}

// Credits the follower for every partition of its request and draws the consequences.
void credit_follower(Broker& broker, const FetchOperation& operation, BrokerEpoch follower_epoch,
                     Context& context) {
  const bool fenced = broker.config.replica.knobs.fetch_fence;
  for (const auto& [tp, ask] : operation.partitions) {
    ErrorCode error = ErrorCode::None;
    replica::Partition* partition =
        find_leader(broker, tp, fenced ? ask.current_leader_epoch : kNoLeaderEpoch, error);
    if (partition == nullptr) continue;
    Answer unused;
    if (find_divergence(*partition, ask, broker.config.replica.knobs.sabotage, unused))
      continue;  // what it holds there is not ours
    if (ask.fetch_offset > partition->log_end() || ask.fetch_offset < partition->log_start())
      continue;
    replica::Progress progress;
    replica::on_follower_fetch(*partition, operation.replica_id, follower_epoch, ask.fetch_offset,
                               ask.log_start_offset, surroundings(broker), context, progress);
    broker.ready.insert(tp);  // a DeleteRecords may wait for the follower's log start
    apply_progress(broker, *partition, progress, context);
  }
}

std::vector<TopicPartition> watched_by(const FetchOperation& operation) {
  std::vector<TopicPartition> watched;
  for (const auto& [tp, ask] : operation.partitions) watched.push_back(tp);
  return watched;
}

}  // namespace

void on_fetch(Broker& broker, const Caller& caller, const protocol::FetchRequest& request,
              Context& context) {
  replica::SessionCache::Resolved resolved = broker.sessions.resolve(request, broker.random);
  if (resolved.error != ErrorCode::None) {
    context.probe("fetch.session-refused");
    protocol::FetchResponse response;
    response.error = resolved.error;
    answer(context, caller, std::move(response));
    return;
  }
  FetchOperation operation;
  operation.caller = caller;
  operation.replica_id = request.replica_id;
  operation.min_bytes = request.min_bytes;
  operation.max_bytes = std::min(request.max_bytes, broker.config.fetch_max_bytes);
  operation.session_id = resolved.session_id;
  operation.leader_only = is_follower(request.replica_id) || caller.version < kFirstFromFollower;
  operation.rack = request.rack_id;
  operation.partitions = std::move(resolved.partitions);
  if (is_follower(request.replica_id))
    credit_follower(broker, operation, request.replica_epoch, context);
  Read read = read_all(broker, operation, context);
  if (request.max_wait_ms <= 0 || operation.partitions.empty() || read.urgent ||
      read.bytes >= operation.min_bytes) {
    send(broker, operation, std::move(read), context);
    return;
  }
  const std::vector<TopicPartition> watched = watched_by(operation);
  const std::int64_t number = broker.fetches.park(std::move(operation), watched);
  context.set_timer({TimerKind::PurgatoryFetch, number}, milliseconds(request.max_wait_ms));
}

bool try_complete_fetch(Broker& broker, std::int64_t number, bool timed_out, Context& context) {
  const FetchOperation* operation = broker.fetches.find(number);
  if (operation == nullptr) return true;
  Read read = read_all(broker, *operation, context);
  if (!timed_out && !read.urgent && read.bytes < operation->min_bytes) return false;
  context.cancel_timer({TimerKind::PurgatoryFetch, number});
  const FetchOperation taken = broker.fetches.take(number);
  send(broker, taken, std::move(read), context);
  return true;
}

}  // namespace barnabas::broker
