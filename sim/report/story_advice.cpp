// Which settings would have kept the records: one rule per way of losing them, each asked of what
// happened.
#include <algorithm>

#include "core/broker/broker.h"
#include "sim/report/sentences.h"
#include "sim/report/story_parts.h"
#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

// What min.insync.replicas was, as the replica that took the record knows it, or any other.
std::int32_t min_isr_of(const Chronicle& chronicle, const TopicPartition& tp) {
  std::int32_t least = 1;
  for (std::size_t i = 0; i < chronicle.world().nodes.size(); ++i) {
    const broker::Broker* broker = chronicle.world().nodes[i]->broker();
    if (broker == nullptr) continue;
    const auto found = broker->partitions.find(tp);
    if (found != broker->partitions.end())
      least = std::max(least, found->second->min_insync_replicas);
  }
  return least;
}

struct Facts {
  const Chronicle& chronicle;
  const FateGroup& group;
  std::vector<std::string> had;  // when it was acknowledged
  std::vector<std::int32_t> isr;
  std::int32_t min_isr = 1;
  std::string it;  // "it" or "them"
};

bool any_end(const RecordPath& path, CopyEnd end) {
  return std::any_of(path.copies.begin(), path.copies.end(),
                     [end](const Copy& copy) { return copy.end == end; });
}

void advise_acks_0(const Facts& facts, std::vector<std::string>& advice) {
  if (facts.group.first().record.acks != 0) return;
  advice.push_back("acks=all with min.insync.replicas=2: " +
                   facts.chronicle.name(facts.group.first().record.producer) +
                   " would have waited for an answer, and sent again until one came. With acks=0 "
                   "nobody ever promised " +
                   facts.it + ".");
}

void advise_acks_1(const Facts& facts, std::vector<std::string>& advice) {
  const RecordPath& path = facts.group.first();
  if (path.record.acks != 1 || path.append == nullptr) return;
  std::string text =
      facts.min_isr >= 2
          ? "acks=all, with min.insync.replicas=" + std::to_string(facts.min_isr) + " as it was"
          : "acks=all with min.insync.replicas=2 or more";
  text += ": the acknowledgement would have waited for a second copy; without one, ";
  text += facts.chronicle.name(path.record.producer) + " would have sent " + facts.it +
          " again, to the next leader.";
  advice.push_back(std::move(text));
}

void advise_min_isr(const Facts& facts, std::vector<std::string>& advice) {
  const RecordPath& path = facts.group.first();
  if (path.record.acks != -1 || path.append == nullptr) return;
  if (facts.isr.size() != 1 || facts.min_isr >= 2) return;
  advice.push_back("min.insync.replicas=2 (it was " + std::to_string(facts.min_isr) +
                   "): with only " + facts.chronicle.isr_text(facts.isr) +
                   " in sync, acks=all would have been refused with "
                   "NOT_ENOUGH_REPLICAS, and " +
                   facts.chronicle.name(path.record.producer) + " would have sent " + facts.it +
                   " again later.");
}

void advise_clean(const Facts& facts, std::vector<std::string>& advice) {
  const TracedNote* election = fatal_election(facts.chronicle, facts.group.first());
  if (election == nullptr || election->note.a != 1) return;
  // Whom the partition would have waited for: those that had the record when somebody else was
  // elected.
  const auto had = holders(facts.chronicle, facts.group.first(), moment_of(*election));
  std::string text = unclean_remedy(election->note) + ": the partition would have waited";
  if (!had.empty()) text += " for " + joined(had, "or");
  advice.push_back(text + " instead of going on with " +
                   facts.chronicle.broker_name(election->note.peer) + ".");
}

void advise_power(const Facts& facts, std::vector<std::string>& advice) {
  const RecordPath& path = facts.group.first();
  if (!any_end(path, CopyEnd::LostByPower) && !any_end(path, CopyEnd::Recovered)) return;
  std::int64_t cut = 0;
  for (const Copy& copy : path.copies) cut += copy.end == CopyEnd::LostByPower ? 1 : 0;
  std::string text =
      "log.flush.interval.messages=1 (slow), or more replicas in places that do not lose power "
      "together: ";
  text += cut > 1 ? count_text(cut, "copy", "copies") + " went with the power."
                  : "what is not flushed is gone with the power.";
  advice.push_back(std::move(text));
}

void advise_retention(const Facts& facts, std::vector<std::string>& advice) {
  const RecordPath& path = facts.group.first();
  if (any_end(path, CopyEnd::Deleted)) {
    advice.push_back(
        "A longer retention.ms or larger retention.bytes, if it was not an administrator who "
        "deleted " +
        facts.it + ".");
  }
  if (any_end(path, CopyEnd::TopicDeleted)) advice.push_back("None: somebody deleted the topic.");
  if (any_end(path, CopyEnd::LostFromDisk)) {
    advice.push_back(
        "More replicas (replication.factor, min.insync.replicas): a disk lost what it had.");
  }
}

}  // namespace

std::vector<std::string> advise(const Chronicle& chronicle, const FateGroup& group) {
  const RecordPath& path = group.first();
  Facts facts{chronicle,
              group,
              {},
              {},
              min_isr_of(chronicle, path.record.tp),
              group.paths.size() > 1 ? "them" : "it"};
  if (path.append != nullptr) {
    const Moment at = grounds_moment(chronicle, path);
    facts.had = holders(chronicle, path, at);
    facts.isr = chronicle.isr_of(path.record.tp, path.append->node, at);
  }
  std::vector<std::string> advice;
  advise_acks_0(facts, advice);
  advise_acks_1(facts, advice);
  advise_min_isr(facts, advice);
  advise_clean(facts, advice);
  advise_power(facts, advice);
  advise_retention(facts, advice);
  return advice;
}

}  // namespace barnabas::sim
