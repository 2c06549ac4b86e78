// All judges of a run in one observer: gathers history and evidence, lets every checker look at
// what an event touched, and gives the judgement at the end.
//
// Use: Judge judge; advance(world, {&judge}) until the end; judge.finish(world). A judge may join a
// run late: what is on the disks by then is taken as found.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/check/availability.h"
#include "sim/check/checker.h"
#include "sim/check/log_follower.h"
#include "sim/check/patience.h"
#include "sim/check/realtime_lag.h"
#include "sim/check/tally.h"
#include "sim/check/znode_mirror.h"

namespace barnabas::sim::check {

struct Judgement {
  std::vector<Violation> violations;  // without Liveness; by event, checker, partition
  bool is_alive = true;
  std::string why_not_alive;         // the first reason
  std::vector<Violation> not_alive;  // all of them
  Patience patience;                 // whether the end came late enough to speak of liveness
  Tally tally;
  std::vector<ReaderLag> lags;  // a measure, no verdict
  std::map<TopicPartition, std::vector<Outage>> outages;

  bool is_violated(std::string_view checker) const;
};

class Judge : public Observer, private LogListener {
 public:
  Judge();
  Judge(const Judge&) = delete;
  Judge& operator=(const Judge&) = delete;

  void on_event(const World& world, const EventRecord& event) override;
  void on_note(const World& world, const EventRecord& during, NodeIndex node,
               const Note& note) override;
  void on_sending(const World& world, const Sending& sending) override;
  void on_files(const World& world, const EventRecord& during, NodeIndex node,
                const std::vector<FileChange>& changes) override;
  void after_event(const World& world, const EventRecord& event) override;

  const History& history() const { return history_; }
  const Evidence& evidence() const { return evidence_; }
  // Violations so far, for runs that stop at the first.
  std::size_t violation_count() const;
  std::vector<Violation> violations_so_far() const;  // without Liveness, in the order of events
  // Looks at everything once more and sums up. Call it once, at the end.
  Judgement finish(const World& world);

 private:
  void on_batches(PartitionEvidence& partition, ReplicaEvidence& replica,
                  std::span<const LogEntry> fresh, const LogEntry* previous,
                  LogCause cause) override;
  void on_segment_gone(PartitionEvidence& partition, const ReplicaEvidence& replica,
                       const SegmentGone& segment) override;
  void on_checkpoint(const CheckpointFile& file) override;

  void attach(const World& world);
  void rescan(const World& world);
  void touch_all();
  void read_znodes(const World& world);
  void look_at_partitions(const Scene& scene);
  void on_started(const World& world, NodeIndex node);
  void on_acknowledged(const World& world, const Note& note);
  const std::vector<Checker*>& who_hears(Hears what) const;
  Scene scene(const World& world) { return {world, evidence_, history_, event_, at_}; }

  static constexpr std::size_t kHears = 11;  // kinds of things to hear of

  std::vector<std::unique_ptr<Checker>> checkers_;
  std::array<std::vector<Checker*>, kHears> listeners_;
  History history_;
  Evidence evidence_;
  ZnodeMirror znodes_;
  LogFollower logs_;
  Availability availability_;
  const World* world_ = nullptr;  // during a call only
  std::uint64_t event_ = 0;
  Instant at_{};
  Instant disturbed_at_{};
  bool is_attached_ = false;
  bool must_rescan_ = false;
};

}  // namespace barnabas::sim::check
