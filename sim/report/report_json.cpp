#include "sim/report/report_json.h"

#include <nlohmann/json.hpp>

#include "sim/report/words.h"

namespace barnabas::sim {
namespace {

using Json = nlohmann::ordered_json;

Json counts_json(const Counts& counts) {
  Json json = Json::object();
  json["sent"] = counts.sent;
  json["acked"] = counts.acked;
  json["unconfirmed"] = counts.unconfirmed;
  json["failed"] = counts.failed;
  json["unknown"] = counts.unknown;
  json["pending"] = counts.pending;
  json["delivered"] = counts.delivered;
  json["lost"] = counts.lost;
  json["missing"] = counts.missing;
  json["duplicates"] = counts.duplicates;
  return json;
}

Json leaderless_json(const LeaderlessTime& time) {
  Json json = Json::object();
  json["partition"] = to_string(time.tp);
  json["total_ns"] = time.total.ns;
  json["longest_ns"] = time.longest.ns;
  json["times"] = time.times;
  json["at_end"] = time.is_leaderless_at_end;
  return json;
}

Json fault_json(const FaultReport& fault) {
  Json json = Json::object();
  json["id"] = fault.id;
  json["fired"] = fault.fired;
  json["times"] = fault.times;
  json["first_ns"] = fault.fired == 0 ? Json(nullptr) : Json(fault.first_at.ns);
  json["hook"] = fault.hook;
  json["without_effect"] = Json::array();
  for (const IdleAction& idle : fault.idle) {
    Json entry = Json::object();
    entry["action"] = idle.verb;
    entry["why"] = idle.why;
    entry["times"] = idle.times;
    entry["first_ns"] = idle.at.ns;
    entry["always"] = idle.is_always;
    json["without_effect"].push_back(std::move(entry));
  }
  return json;
}

Json admin_failure_json(const AdminFailure& failure) {
  Json json = Json::object();
  json["client"] = failure.client;
  json["what"] = failure.what;
  json["error"] = name_of(failure.error);
  json["at_ns"] = failure.at.ns;
  return json;
}

Json lag_json(const LagReport& lag) {
  Json json = Json::object();
  json["reader"] = lag.reader;
  json["partition"] = to_string(lag.tp);
  json["longest_ns"] = lag.longest.ns;
  json["at_ns"] = lag.at.ns;
  return json;
}

Json violation_json(const ReportedViolation& violation) {
  Json json = Json::object();
  json["checker"] = violation.checker;
  json["partition"] = violation.tp.topic.empty() ? Json(nullptr) : Json(to_string(violation.tp));
  json["event"] = violation.event;
  json["at_ns"] = violation.at.ns;
  json["expected"] = violation.is_expected;
  json["permitted_by"] =
      violation.permitted_by.empty() ? Json(nullptr) : Json(violation.permitted_by);
  json["text"] = violation.text;
  json["records"] = violation.records;
  return json;
}

Json story_json(const Story& story) {
  Json json = Json::object();
  json["title"] = story.title;
  json["partition"] = story.tp.topic.empty() ? Json(nullptr) : Json(to_string(story.tp));
  json["records"] = story.records;
  json["lines"] = Json::array();
  for (const StoryLine& line : story.lines) {
    Json entry = Json::object();
    entry["event"] = line.event;
    entry["at_ns"] = line.at.ns;
    entry["text"] = line.text;
    json["lines"].push_back(std::move(entry));
  }
  json["advice"] = story.advice;
  return json;
}

Json lockstep_json(const LockstepResult& lockstep) {
  Json json = Json::object();
  json["compared"] = lockstep.compared;
  if (!lockstep.divergence) {
    json["divergence"] = nullptr;
    return json;
  }
  Json divergence = Json::object();
  divergence["event_number"] = lockstep.divergence->performed;
  divergence["what"] = lockstep.divergence->what;
  divergence["first"] = lockstep.divergence->first;
  divergence["second"] = lockstep.divergence->second;
  divergence["nodes"] = lockstep.divergence->nodes;
  json["divergence"] = std::move(divergence);
  return json;
}

template <class Item, class Make>
Json array_json(const std::vector<Item>& items, Make make) {
  Json json = Json::array();
  for (const Item& item : items) json.push_back(make(item));
  return json;
}

}  // namespace

const char* verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::AsExpected:
      return "as-expected";
    case Verdict::NotAsExpected:
      return "not-as-expected";
    case Verdict::NotAlive:
      return "not-alive";
    case Verdict::BudgetSpent:
      return "budget-spent";
    case Verdict::Interrupted:
      return "interrupted";
  }
  return "?";
}

namespace {

void add_findings(Json& json, const RunReport& report) {
  json["counts"] = counts_json(report.counts);
  json["leaderless"] = array_json(report.leaderless, leaderless_json);
  json["lags"] = array_json(report.lags, lag_json);
  json["faults"] = array_json(report.faults, fault_json);
  json["admin_failures"] = array_json(report.admin_failures, admin_failure_json);
  json["violations"] = array_json(report.violations, violation_json);
  json["stories"] = array_json(report.stories, story_json);
  json["broken"] = array_json(report.broken, story_json);
  json["outages"] = array_json(report.outages, story_json);
  json["probes"] = Json(report.probes);
}

}  // namespace

std::string report_json(const RunReport& report) {
  Json json = Json::object();
  json["scenario"] = report.scenario;
  json["variant"] = report.variant.empty() ? Json(nullptr) : Json(report.variant);
  json["seed"] = report.seed;
  json["verdict"] = verdict_word(report.verdict);
  json["exit_code"] = report.exit_code();
  json["why"] = report.why;
  json["captions"] = report.captions;
  json["reasons"] = report.reasons;
  json["remarks"] = report.remarks;
  if (report.verdict != Verdict::Interrupted) add_findings(json, report);
  if (!report.files.empty()) json["files"] = report.files;
  if (report.lockstep) json["determinism"] = lockstep_json(*report.lockstep);
  json["simulated_ns"] = report.end.ns;
  json["events"] = report.events;
  if (report.verdict != Verdict::Interrupted)
    json["fingerprint"] = Json{{"trace", hex_text(report.trace_fingerprint)},
                               {"state", hex_text(report.state_fingerprint)}};
  // Bytes that are no UTF-8 (a value of an application) are shown as a replacement, never refused.
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace barnabas::sim
