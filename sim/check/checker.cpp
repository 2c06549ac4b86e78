#include "sim/check/checker.h"

namespace barnabas::sim::check {

void Checker::violate(const Scene& scene, const TopicPartition& tp, const std::string& key,
                      std::string text, std::vector<RecordRef> records) {
  violate_at(scene.event, scene.at, tp, key, std::move(text), std::move(records));
}

void Checker::violate_at(std::uint64_t event, Instant at, const TopicPartition& tp,
                         const std::string& key, std::string text, std::vector<RecordRef> records) {
  if (!reported_.emplace(tp, key).second) return;
  violations_.push_back({id_, event, at, tp, std::move(text), std::move(records)});
}

std::string name_of(const World& world, NodeIndex node) {
  return node == kNoIndex ? std::string("nobody") : world.node(node).name;
}

std::string text_of(const LogEntry* entry) {
  if (entry == nullptr) return "nothing";
  std::string text = entry->base == entry->last() ? "offset " + std::to_string(entry->base)
                                                  : "offsets " + std::to_string(entry->base) +
                                                        ".." + std::to_string(entry->last());
  text += " of epoch " + std::to_string(entry->epoch);
  if (entry->is_corrupt) text += ", damaged";
  return text;
}

}  // namespace barnabas::sim::check
