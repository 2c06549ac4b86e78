// Answers that wait until the cluster shows what was asked for, or until the client's patience
// ends.
//
// A created topic is answered when every partition has a leader and this broker itself has been
// told; a deleted one when this broker has been told that it goes, even if a dead one still has a
// replica. What is late is answered with REQUEST_TIMED_OUT: it may still happen.
//
// Kafka: DelayedCreatePartitions, DelayedDeleteTopics in ZkAdminManager's purgatory (3.9), which
// look into the broker's metadata cache; this one looks at the image and at the channel to its own
// broker.
#include <utility>

#include "core/controller/controller.h"

namespace barnabas::controller {
namespace {

// Visits the entries of the three responses that can wait, as (name, error).
template <class Visit>
void visit_topics(protocol::ResponseBody& response, const Visit& visit) {
  if (auto* created = std::get_if<protocol::CreateTopicsResponse>(&response)) {
    for (auto& topic : created->topics) visit(topic.name, topic.error);
  } else if (auto* deleted = std::get_if<protocol::DeleteTopicsResponse>(&response)) {
    for (auto& topic : deleted->topics) visit(topic.name, topic.error);
  } else if (auto* grown = std::get_if<protocol::CreatePartitionsResponse>(&response)) {
    for (auto& topic : grown->topics) visit(topic.name, topic.error);
  }
}

bool has_leaders(const cluster::Image& image, const std::string& name,
                 std::int32_t partition_count) {
  const cluster::Topic* topic = image.find_topic(name);
  if (topic == nullptr || static_cast<std::int32_t>(topic->partitions.size()) < partition_count)
    return false;
  for (const auto& partition : topic->partitions) {
    if (needs_leader(image, {name, partition.first})) return false;
  }
  return true;
}

TimerId timer_of(std::int64_t key) { return {TimerKind::AdminTimeout, key}; }

}  // namespace

// Brokers are told that a topic goes before its replicas are stopped, and know it no more.
bool Controller::is_forgotten(const std::string& topic) const {
  const auto going = deleting_.find(topic);
  const bool is_told = going != deleting_.end() && !going->second.replicas.empty();
  return is_told || image_.find_topic(topic) == nullptr;
}

bool Controller::is_done(const std::string& topic, std::int32_t partition_count) const {
  return partition_count == 0 ? is_forgotten(topic) : has_leaders(image_, topic, partition_count);
}

void Controller::park(Environment env) {
  WaitingRequest waiting;
  waiting.connection = current_->connection;
  waiting.correlation = current_->correlation;
  waiting.response = std::move(*work_.response);
  if (!work_.validate_only) {
    visit_topics(waiting.response, [&](const std::string& name, ErrorCode error) {
      if (error == ErrorCode::None) waiting.topics[name] = work_.expected[name];
    });
  }
  if (waiting.topics.empty()) {
    env.context.reply(waiting.connection, waiting.correlation,
                      protocol::ResponseRef(std::move(waiting.response)));
  } else if (work_.timeout_ms <= 0) {
    give_up_waiting(waiting, env);
  } else {
    env.context.set_timer(timer_of(next_waiting_), milliseconds(work_.timeout_ms));
    waiting_.emplace(next_waiting_++, std::move(waiting));
  }
}

void Controller::maybe_complete_waiting(Environment env) {
  if (waiting_.empty() || !channels_.is_idle(id_)) return;
  for (auto entry = waiting_.begin(); entry != waiting_.end();) {
    bool are_done = true;
    for (const auto& topic : entry->second.topics) {
      are_done = are_done && is_done(topic.first, topic.second);
    }
    if (!are_done) {
      ++entry;
      continue;
    }
    env.context.cancel_timer(timer_of(entry->first));
    env.context.reply(entry->second.connection, entry->second.correlation,
                      protocol::ResponseRef(std::move(entry->second.response)));
    entry = waiting_.erase(entry);
  }
}

void Controller::give_up_waiting(WaitingRequest waiting, Environment env) {
  visit_topics(waiting.response, [&](const std::string& name, ErrorCode& error) {
    const auto expected = waiting.topics.find(name);
    if (expected == waiting.topics.end() || error != ErrorCode::None) return;
    if (!is_done(name, expected->second)) error = ErrorCode::RequestTimedOut;
  });
  env.context.reply(waiting.connection, waiting.correlation,
                    protocol::ResponseRef(std::move(waiting.response)));
}

bool Controller::on_admin_timeout(const TimerId& timer, Environment env) {
  if (timer.kind != TimerKind::AdminTimeout) return false;
  const auto found = waiting_.find(timer.key);
  if (found == waiting_.end()) return true;
  give_up_waiting(std::move(found->second), env);
  waiting_.erase(found);
  return true;
}

}  // namespace barnabas::controller
