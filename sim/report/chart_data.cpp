#include "sim/report/chart_data.h"

#include <algorithm>
#include <set>
#include <utility>

#include "sim/report/appends.h"

namespace barnabas::sim {
namespace {

using RecordId = std::pair<NodeIndex, std::int32_t>;

class Gatherer {
 public:
  explicit Gatherer(const Chronicle& chronicle)
      : chronicle_(chronicle), trace_(chronicle.trace()), links_(chronicle.links()) {}

  ChartData run() {
    for (const TracedNote& note : trace_.notes()) on_note(note);
    for (const auto& [record, waiting] : waiting_) {
      if (!waiting.first.topic.empty())
        data_.partitions[waiting.first].unanswered.push_back(waiting.second);
    }
    for (auto& [tp, series] : data_.partitions)
      std::sort(series.unanswered.begin(), series.unanswered.end());
    return std::move(data_);
  }

 private:
  Instant time_of(const TracedNote& note) const { return chronicle_.time_of(note); }

  void on_note(const TracedNote& traced) {
    const Note& note = traced.note;
    const NoteKind kind = note.kind;
    if (kind == NoteKind::FaultFired)
      data_.faults.push_back({note.text, time_of(traced), time_of(traced)});
    if (kind == NoteKind::FaultEnded) on_fault_ended(traced);
    if (kind == NoteKind::BecameLeader || kind == NoteKind::IsrChanged || kind == NoteKind::Elected)
      on_isr(traced);
    if (kind == NoteKind::Send) {
      for (const std::int32_t id : note.list) sent_[{traced.node, id}] = time_of(traced);
    }
    if (kind == NoteKind::Dispatch) on_dispatch(traced);
    if (kind == NoteKind::Acked) on_acked(traced);
    if (kind == NoteKind::Append && note.a == 1) on_append(traced);
    if (kind == NoteKind::Delivered) on_delivered(traced);
  }

  void on_dispatch(const TracedNote& traced) {
    for (const std::int32_t id : traced.note.list) {
      const RecordId record{traced.node, id};
      if (acked_.count(record) == 0) waiting_[record] = {traced.note.tp, sent_at(record, traced)};
    }
  }

  void on_fault_ended(const TracedNote& traced) {
    // The last one of the name that still lasts.
    for (auto fault = data_.faults.rbegin(); fault != data_.faults.rend(); ++fault) {
      if (fault->id != traced.note.text || fault->to != fault->from) continue;
      fault->to = time_of(traced);
      return;
    }
  }

  void on_isr(const TracedNote& traced) {
    PartitionSeries& series = data_.partitions[traced.note.tp];
    if (traced.note.kind == NoteKind::BecameLeader && !series.has_leader_ever) {
      series.has_leader_ever = true;
      series.first_leader = time_of(traced);
    }
    const auto size = static_cast<std::int64_t>(traced.note.list.size());
    if (series.isr.empty() || series.isr.back().size != size)
      series.isr.push_back({time_of(traced), size});
  }

  // A record that the trace did not see handed over was sent when it left.
  Instant sent_at(const RecordId& record, const TracedNote& traced) const {
    const auto found = sent_.find(record);
    return found == sent_.end() ? time_of(traced) : found->second;
  }

  void on_acked(const TracedNote& traced) {
    PartitionSeries& series = data_.partitions[traced.note.tp];
    for (const std::int32_t id : traced.note.list) {
      const RecordId record{traced.node, id};
      waiting_.erase(record);
      acked_.insert(record);
      if (traced.note.a == 0) {
        series.asks_for_no_answer = true;
        continue;
      }
      const Instant sent = sent_at(record, traced);
      series.acks.push_back({sent, time_of(traced) - sent});
    }
  }

  void on_append(const TracedNote& traced) {
    auto& appends = appends_[traced.note.tp];
    // What stood there or behind is gone: a leader appends at its log's end.
    appends.erase(appends.lower_bound(traced.note.from.value), appends.end());
    appends[traced.note.from.value] = {&traced, dispatch_of(trace_, links_, traced)};
  }

  void on_delivered(const TracedNote& traced) {
    const auto found = appends_.find(traced.note.tp);
    if (found == appends_.end()) return;
    PartitionSeries& series = data_.partitions[traced.note.tp];
    for (std::int64_t offset = traced.note.from.value; offset < traced.note.to.value; ++offset) {
      auto at = found->second.upper_bound(offset);
      if (at == found->second.begin()) continue;
      --at;
      const auto& [append, dispatch] = at->second;
      if (dispatch == nullptr || append->note.to.value < offset) continue;
      const std::int32_t id = record_at(*append, *dispatch, offset);
      const auto sent = sent_.find({dispatch->node, id});
      if (sent == sent_.end()) continue;
      series.deliveries.push_back({sent->second, time_of(traced) - sent->second});
    }
  }

  const Chronicle& chronicle_;
  const Trace& trace_;
  const MessageLinks& links_;
  ChartData data_;
  std::map<RecordId, Instant> sent_;
  std::map<RecordId, std::pair<TopicPartition, Instant>> waiting_;
  std::set<RecordId> acked_;
  std::map<TopicPartition, std::map<std::int64_t, std::pair<const TracedNote*, const TracedNote*>>>
      appends_;
};

}  // namespace

ChartData gather_chart(const Chronicle& chronicle) { return Gatherer(chronicle).run(); }

}  // namespace barnabas::sim
