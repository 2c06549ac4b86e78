// docs/scenarios.md holds tables made from the same facts as the reader; this keeps them equal.
//
// With BARNABAS_UPDATE=1 in the environment the tables are written instead of compared.
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>

#include "core/cluster/config_def.h"
#include "core/ports/note.h"
#include "core/ports/probes.h"
#include "sim/check/guarantee_matrix.h"
#include "sim/scenario/action_names.h"
#include "sim/scenario/checker_names.h"
#include "sim/scenario/knob_names.h"
#include "sim/scenario/swarm_kinds.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace barnabas::sim {
namespace {

using cluster::ConfigFacts;
using cluster::ConfigScope;

const char* const kDocument = "docs/scenarios.md";

std::string read(const std::string& path) {
  std::ifstream in(test::source_path(path), std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::string code(std::string_view text) { return "`" + std::string(text) + "`"; }

// "a|b" would end a cell.
std::string joined(std::string_view values, const std::string& between) {
  std::string text;
  for (const char c : values) text += c == '|' ? between : std::string(1, c);
  return text;
}

std::string events() {
  std::string text =
      "| event | partition | numbers | node | list |\n| --- | --- | --- | --- | --- |\n";
  for (std::size_t i = 0; i < static_cast<std::size_t>(NoteKind::Count); ++i) {
    const NoteFacts& facts = facts_of(static_cast<NoteKind>(i));
    std::string numbers;
    for (const std::string_view name : {facts.from, facts.to, facts.a}) {
      if (!name.empty()) numbers += (numbers.empty() ? "" : ", ") + code(name);
    }
    const char* const partition = facts.has_partition ? "yes" : "";
    text += "| " + code(facts.name) + " | " + (facts.is_of_whole_topic ? "its topic" : partition) +
            " | " + numbers + " | " + (facts.peer.empty() ? "" : code(facts.peer)) + " | " +
            (facts.list.empty() ? "" : code(facts.list)) + " |\n";
  }
  return text;
}

std::string actions() {
  std::string text = "| action | what happens | beside it | example |\n| --- | --- | --- | --- |\n";
  for (const ActionFacts& facts : kActions) {
    std::string beside;
    std::string name;
    for (const char c : std::string(facts.beside) + "|") {
      if (c != '|' && c != '!') name += c;
      if (c == '!') name += " (needed)";
      if (c != '|' || name.empty()) continue;
      const std::size_t end = name.find(' ');
      beside += (beside.empty() ? "" : ", ") + code(name.substr(0, end)) +
                (end == std::string::npos ? "" : name.substr(end));
      name.clear();
    }
    text += "| " + code(facts.verb) + " | " + std::string(facts.meaning) + " | " + beside + " | " +
            code(facts.example) + " |\n";
  }
  return text;
}

std::string checkers() {
  std::string text = "| checker | what it says |\n| --- | --- |\n";
  for (const CheckerFacts& facts : kCheckers) {
    text += "| " + code(facts.id) + " | " + std::string(facts.meaning) + " |\n";
  }
  return text;
}

std::string guarantees() {
  std::string text = "| weakness | what it may break | why |\n| --- | --- | --- |\n";
  for (const check::MatrixRow& row : check::guarantee_matrix()) {
    std::string breaks;
    for (const CheckerFacts& facts : kCheckers) {
      if (check::may_break(row, facts.id))
        breaks += (breaks.empty() ? "" : ", ") + std::string(facts.id);
    }
    text += "| " + std::string(row.name) + " | " + breaks + " | " + std::string(row.why) + " |\n";
  }
  return text;
}

std::string swarm_kinds() {
  std::string text = "| kind | what happens | lasts |\n| --- | --- | --- |\n";
  for (const SwarmKindFacts& facts : kSwarmKinds) {
    text += "| " + code(facts.name) + " | " + std::string(facts.meaning) + " | " +
            (facts.lasts ? "yes" : "") + " |\n";
  }
  return text;
}

std::string probes() {
  std::string text = "| probe | what happened |\n| --- | --- |\n";
  for (const ProbeFacts& facts : kProbes)
    text += "| " + code(facts.name) + " | " + std::string(facts.meaning) + " |\n";
  return text;
}

std::string knobs() {
  std::string text =
      "| switch | values, oldest to safest | what it decides |\n| --- | --- | --- |\n";
  for (const KnobFacts& facts : kKnobs) {
    text += "| " + code(facts.name) + " | " + code(joined(facts.values, "` `")) + " | " +
            std::string(facts.meaning) + " |\n";
  }
  return text;
}

std::string shown(std::string_view text) {
  return text.empty() || text == cluster::kNone ? std::string("none") : code(text);
}

std::string settings(ConfigScope scope) {
  std::string text = "| setting | expected | kafka-3 | classic |\n| --- | --- | --- | --- |\n";
  std::size_t accepted = 0;
  std::size_t refused = 0;
  for (const ConfigFacts* facts : cluster::all_settings(scope)) {
    if (facts->use == cluster::ConfigUse::Accepted) ++accepted;
    if (facts->use == cluster::ConfigUse::Refused) ++refused;
    if (facts->use != cluster::ConfigUse::Modelled) continue;
    const bool is_new = facts->era == cluster::ConfigEra::Kafka3;
    text += "| " + code(facts->name) + " | " + cluster::describe_expected(*facts) + " | " +
            shown(facts->kafka3) + " | " + (is_new ? "not known" : shown(facts->classic)) + " |\n";
  }
  return text + "\nBesides: " + std::to_string(accepted) +
         " that are checked and have no effect (a note says so), " + std::to_string(refused) +
         " that are refused with a reason.\n";
}

// Replaces what stands between the marks of a section.
std::string with_section(const std::string& document, const std::string& name,
                         const std::string& body) {
  const std::string begin = "<!-- begin generated: " + name + " -->\n";
  const std::string end = "<!-- end generated: " + name + " -->\n";
  const std::size_t from = document.find(begin);
  const std::size_t to = document.find(end);
  INFO("section " << name << " of " << kDocument);
  REQUIRE(from != std::string::npos);
  REQUIRE(to != std::string::npos);
  return document.substr(0, from + begin.size()) + body + document.substr(to);
}

TEST_CASE("the reference of scenarios has the tables that the reader uses") {
  const std::string before = read(kDocument);
  std::string document = before;
  document = with_section(document, "events", events());
  document = with_section(document, "actions", actions());
  document = with_section(document, "checkers", checkers());
  document = with_section(document, "guarantees", guarantees());
  document = with_section(document, "switches", knobs());
  document = with_section(document, "swarm kinds", swarm_kinds());
  document = with_section(document, "probes", probes());
  document = with_section(document, "broker settings", settings(ConfigScope::Broker));
  document = with_section(document, "topic settings", settings(ConfigScope::Topic));
  document = with_section(document, "producer settings", settings(ConfigScope::Producer));
  document = with_section(document, "consumer settings", settings(ConfigScope::Consumer));
  document = with_section(document, "admin settings", settings(ConfigScope::Admin));
  if (std::getenv("BARNABAS_UPDATE") != nullptr) {
    std::ofstream(test::source_path(kDocument), std::ios::binary) << document;
    return;
  }
  INFO("BARNABAS_UPDATE=1 writes the tables");
  CHECK(document == before);
}

}  // namespace
}  // namespace barnabas::sim
