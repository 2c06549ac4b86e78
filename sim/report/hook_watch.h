// Counts how far hooks get in a run: for the notes that a scenario expects, and for faults that
// never fire.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "sim/fault/fault.h"
#include "sim/world/observer.h"

namespace barnabas::sim {

struct HookProgress {
  Hook hook;
  std::int64_t of_kind = 0;  // notes of the hook's kind, and partition if it names one
  std::int64_t matches = 0;  // that match it whole, after what it waits for
  std::uint64_t event = 0;   // of the match that its ordinal asks for
  Instant at{};
  std::string last;  // the last note of the kind, as "node: fields"
  bool is_reached() const { return matches >= hook.ordinal; }
};

class HookWatch final : public Observer {
 public:
  explicit HookWatch(std::vector<Hook> hooks);
  void on_note(const World& world, const EventRecord& during, NodeIndex node,
               const Note& note) override;
  const std::vector<HookProgress>& progress() const { return progress_; }

 private:
  std::vector<HookProgress> progress_;
};

// Which probes were hit, and how often.
class ProbeWatch final : public Observer {
 public:
  void on_note(const World& world, const EventRecord& during, NodeIndex node,
               const Note& note) override;
  const std::map<std::string, std::int64_t>& hit() const { return hit_; }

 private:
  std::map<std::string, std::int64_t> hit_;
};

// "append by leader of orders-0 with offset = 7".
std::string to_text(const Hook& hook);

}  // namespace barnabas::sim
