// Sweeps as data.
#include <nlohmann/json.hpp>

#include "sim/report/report_json.h"
#include "sim/report/sweep.h"

namespace barnabas::sim {
namespace {

using Json = nlohmann::ordered_json;

Json sightings_json(const Sightings& seen) {
  return Json{{"seeds", seen.count}, {"first_seed", seen.first_seed}};
}

Json story_kind_json(const StoryKind& kind) {
  Json json = sightings_json(kind.seen);
  json["title"] = kind.example.title;
  json["lines"] = Json::array();
  for (const StoryLine& line : kind.example.lines) json["lines"].push_back(line.text);
  json["advice"] = kind.example.advice;
  return json;
}

}  // namespace

std::string sweep_json(const SweepReport& sweep, const std::string& file) {
  Json json = Json::object();
  json["scenario"] = sweep.scenario;
  json["variant"] = sweep.variant.empty() ? Json(nullptr) : Json(sweep.variant);
  json["file"] = file;
  json["runs"] = sweep.runs;
  json["exit_code"] = sweep.exit_code;
  json["stopped"] = sweep.is_stopped;
  json["reasons"] = sweep.reasons;
  json["verdicts"] = Json::object();
  for (const auto& [verdict, seen] : sweep.verdicts)
    json["verdicts"][verdict_word(verdict)] = sightings_json(seen);
  json["broken"] = Json::object();
  for (const auto& [checker, seen] : sweep.broken) json["broken"][checker] = sightings_json(seen);
  json["stories"] = Json::array();
  for (const auto& [key, kind] : sweep.stories) json["stories"].push_back(story_kind_json(kind));
  json["probes"] = Json::object();
  for (const auto& [probe, seen] : sweep.probes) json["probes"][probe] = sightings_json(seen);
  json["acked"] = sweep.acked;
  json["lost"] = sweep.lost;
  json["events"] = sweep.events;
  return json.dump(2, ' ', false, Json::error_handler_t::replace);
}

}  // namespace barnabas::sim
