#include "core/client/partitioner.h"

#include <algorithm>

#include "core/base/check.h"
#include "core/base/murmur2.h"

namespace barnabas::client {
namespace {

constexpr std::uint32_t kPositive = 0x7fffffff;

std::int32_t pick(const TopicChoices& choices, std::uint32_t number) {
  if (choices.available.empty()) {
    return static_cast<std::int32_t>(number % static_cast<std::uint32_t>(choices.count));
  }
  return choices.available[number % choices.available.size()];
}

// Another than the one before, where there is another.
std::int32_t any_other(const TopicChoices& choices, std::int32_t before, Prng& random) {
  TopicChoices others;
  others.count = choices.count;
  for (const std::int32_t partition : choices.available) {
    if (partition != before) others.available.push_back(partition);
  }
  if (others.available.empty() && !choices.available.empty()) return choices.available.front();
  return any_partition(others, random.next());
}

}  // namespace

std::int32_t any_partition(const TopicChoices& choices, std::uint64_t draw) {
  BARNABAS_CHECK(choices.count > 0);
  return pick(choices, static_cast<std::uint32_t>(draw) & kPositive);
}

std::optional<std::int32_t> weighted_partition(const std::vector<QueueLength>& queues, bool all,
                                               std::uint64_t draw) {
  if (queues.empty() || (all && queues.size() < 2)) return std::nullopt;
  std::int32_t longest = 0;
  bool are_equal = true;
  for (const QueueLength& queue : queues) {
    longest = std::max(longest, queue.batches);
    are_equal = are_equal && queue.batches == queues.front().batches;
  }
  if (are_equal && all) return std::nullopt;
  std::uint64_t total = 0;
  for (const QueueLength& queue : queues)
    total += static_cast<std::uint64_t>(longest - queue.batches) + 1;
  std::uint64_t left = (draw & kPositive) % total;
  for (const QueueLength& queue : queues) {
    const std::uint64_t weight = static_cast<std::uint64_t>(longest - queue.batches) + 1;
    if (left < weight) return queue.partition;
    left -= weight;
  }
  return queues.back().partition;
}

bool Partitioner::goes_by_key(const command::AppRecord& record) const {
  const bool is_keyless =
      kind == PartitionerKind::RoundRobin || kind == PartitionerKind::UniformSticky;
  return record.key && !ignores_keys && !is_keyless;
}

bool Partitioner::asks_who_is_available(const command::AppRecord& record) const {
  return kind != PartitionerKind::BuiltIn && record.partition < 0 && !goes_by_key(record);
}

bool Partitioner::is_stuck(const command::AppRecord& record) const {
  return kind == PartitionerKind::BuiltIn && record.partition < 0 && !goes_by_key(record);
}

std::int32_t Partitioner::rotate(Topic& topic, const TopicChoices& choices, bool starts_at_random,
                                 Prng& random) {
  if (!topic.turn)
    topic.turn = starts_at_random ? static_cast<std::uint32_t>(random.next()) : std::uint32_t{0};
  const std::uint32_t turn = *topic.turn & kPositive;
  ++*topic.turn;
  return pick(choices, turn);
}

std::int32_t Partitioner::choose(const std::string& name, const command::AppRecord& record,
                                 const TopicChoices& choices, Prng& random) {
  if (record.partition >= 0) return record.partition;
  if (goes_by_key(record)) return partition_of_key(record.key->span(), choices.count);
  Topic& topic = topics[name];
  if (kind == PartitionerKind::RoundRobin) return rotate(topic, choices, false, random);
  if (kind == PartitionerKind::Rotating) return rotate(topic, choices, true, random);
  if (topic.current < 0) topic.current = any_partition(choices, random.next());
  return topic.current;
}

std::int32_t Partitioner::choose_again(const std::string& name, const command::AppRecord& record,
                                       std::int32_t chosen, const TopicChoices& choices,
                                       Prng& random) {
  if (record.partition >= 0 || goes_by_key(record)) return chosen;
  Topic& topic = topics[name];
  if (kind == PartitionerKind::RoundRobin) return rotate(topic, choices, false, random);
  const bool is_sticky = kind == PartitionerKind::Sticky || kind == PartitionerKind::UniformSticky;
  if (!is_sticky) return chosen;
  if (topic.current == chosen) topic.current = any_other(choices, chosen, random);
  return topic.current;
}

bool Partitioner::is_time_to_switch(const std::string& name, std::uint64_t bytes,
                                    std::int64_t batch_size, bool is_full) {
  Topic& topic = topics[name];
  topic.bytes += bytes;
  const auto limit = static_cast<std::uint64_t>(std::max<std::int64_t>(batch_size, 1));
  return (topic.bytes >= limit && is_full) || topic.bytes >= 2 * limit;
}

void Partitioner::switch_to(const std::string& name, std::int32_t partition) {
  Topic& topic = topics[name];
  topic.current = partition;
  topic.bytes = 0;
}

}  // namespace barnabas::client
