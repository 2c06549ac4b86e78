#include "tests/docs/quotes.h"

#include <algorithm>
#include <cctype>
#include <sstream>

#include "tests/docs/alignment.h"

namespace barnabas::docs {
namespace {

constexpr const char* kCut = "[...]";
const std::string kCommand = "    barnabas ";

bool begins_with(const std::string& line, const std::string& start) {
  return line.compare(0, start.size(), start) == 0;
}

std::size_t indentation(const std::string& line) {
  return std::min(line.find_first_not_of(' '), line.size());
}

std::string without_remark(const std::string& command) {
  const std::string text = command.substr(0, command.find(" #"));
  return text.substr(0, text.find_last_not_of(' ') + 1);
}

// Times and counts stand in front of a story's lines, less deep than what goes on with them.
bool goes_on(const std::string& line) {
  const std::size_t depth = indentation(line);
  if (depth < 5 || depth == line.size()) return false;
  const bool is_number = std::isdigit(static_cast<unsigned char>(line[depth])) != 0;
  return !is_number || depth >= 10;
}

bool is_cut(const std::string& line) { return line.substr(indentation(line)) == kCut; }

std::vector<Item> items_of(const Lines& lines) {
  std::vector<Item> items;
  for (const std::string& line : lines) {
    if (is_cut(line)) {
      if (!items.empty()) items.back().is_cut_off = true;
      continue;
    }
    const bool is_more = goes_on(line) && !items.empty() && !items.back().is_cut_off;
    if (!is_more) items.emplace_back();
    items.back().lines.push_back(line);
  }
  for (Item& item : items) {
    item.skeleton = skeleton_of(item.lines);
    item.words = words_of(item.skeleton);
  }
  return items;
}

// The output's item as the quote shows it.
Lines shown(const Item& quoted, const Item& real) {
  Lines lines = real.lines;
  if (quoted.is_cut_off) lines.resize(std::min(lines.size(), quoted.lines.size()));
  return lines;
}

// In the document: what stands between "```text" and "```".
bool is_fence(const std::string& line) { return begins_with(line, "```"); }

Lines block_at(const Lines& document, std::size_t first) {
  const auto from = document.begin() + static_cast<std::ptrdiff_t>(first);
  return {from, std::find_if(from, document.end(), is_fence)};
}

// Puts the items back between the quote's own marks.
Lines with_items(const Lines& quote, const std::vector<Lines>& items) {
  Lines lines;
  std::size_t next = 0;
  bool is_after_cut = true;
  for (const std::string& line : quote) {
    if (is_cut(line)) {
      lines.push_back(line);
    } else if (is_after_cut || !goes_on(line)) {
      lines.insert(lines.end(), items[next].begin(), items[next].end());
      ++next;
    }
    is_after_cut = is_cut(line);
  }
  return lines;
}

}  // namespace

Lines lines_of(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::vector<Quote> quotes_of(const Lines& document) {
  std::vector<Quote> quotes;
  Lines commands;
  bool is_in_group = false;
  for (std::size_t i = 0; i < document.size(); ++i) {
    const bool is_command = begins_with(document[i], kCommand);
    if (is_command && !is_in_group) commands.clear();
    is_in_group = is_command;
    if (is_command) commands.push_back(without_remark(document[i].substr(kCommand.size())));
    if (!is_fence(document[i])) continue;
    const Lines lines = block_at(document, i + 1);
    if (document[i] == "```text") quotes.push_back({i + 1, lines, commands});
    i += lines.size() + 1;
  }
  return quotes;
}

std::vector<std::string> scenarios_of(const Lines& document) {
  std::vector<std::string> scenarios;
  for (std::size_t i = 0; i < document.size(); ++i) {
    if (!is_fence(document[i])) continue;
    const Lines lines = block_at(document, i + 1);
    std::string text;
    for (const std::string& line : lines) text += line + "\n";
    if (document[i] == "```json" && text.find("\"schema\"") != std::string::npos)
      scenarios.push_back(text);
    i += lines.size() + 1;
  }
  return scenarios;
}

Comparison compare(const Lines& quote, const Lines& output) {
  const std::vector<Item> quoted = items_of(quote);
  const std::vector<Item> real = items_of(output);
  const std::vector<std::size_t> places = align(quoted, real);
  Comparison comparison;
  std::vector<Lines> items;
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const std::string first = "'" + quoted[i].lines.front() + "'";
    const bool is_found = places[i] != kNowhere;
    items.push_back(is_found ? shown(quoted[i], real[places[i]]) : quoted[i].lines);
    if (!is_found) {
      comparison.lost.push_back(first + " is not in the output, or not in this place");
      comparison.problems.push_back(comparison.lost.back());
    } else if (items.back() != quoted[i].lines) {
      comparison.problems.push_back(first + " is now '" + items.back().front() + "'");
      const bool is_same_but_numbers = skeleton_of(items.back()) == skeleton_of(quoted[i].lines);
      if (!is_same_but_numbers) comparison.reworded.push_back(comparison.problems.back());
    }
  }
  comparison.rewritten = with_items(quote, items);
  return comparison;
}

}  // namespace barnabas::docs
