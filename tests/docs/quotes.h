// What the documents quote of the command's output: finding it, comparing it, taking changes in.
//
// A quote is a ```text block. It stands behind the command whose output it quotes, an indented line
// `barnabas ...`; of several such lines in a row it quotes the outputs one after the other, and
// blocks further down quote the same commands until others follow. A quote may leave lines out, and
// a line `[...]` may say so, but what it has must be in the output, in order. An item is a line
// with the indented ones that go on with it: it is quoted whole, or its end is cut off by a
// `[...]`.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace barnabas::docs {

using Lines = std::vector<std::string>;

Lines lines_of(const std::string& text);

struct Quote {
  std::size_t line = 0;  // where its lines begin in the document, from 0
  Lines lines;
  Lines commands;  // "run scenarios/010-leader-crash.json"
};

std::vector<Quote> quotes_of(const Lines& document);

// The ```json blocks that are whole scenarios: they have a "schema".
std::vector<std::string> scenarios_of(const Lines& document);

struct Comparison {
  Lines problems;   // of the quote as it is; empty: it is a true one
  Lines rewritten;  // the quote as the output has it
  Lines reworded;   // items of which not the numbers alone are others
  Lines lost;       // items for which the output has nothing alike
};

Comparison compare(const Lines& quote, const Lines& output);

}  // namespace barnabas::docs
