#include "tests/tidy/symbols.h"

#include <set>

#include "tests/tidy/text.h"

namespace barnabas::tidy {

namespace {

// `Name |Value |Class |Type |Size |Line |Section`, cut from the right: an operator's name may hold
// bars itself.
constexpr std::size_t kColumnsAfterName = 6;

bool matches_any(const std::string& name, const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    if (matches_glob(name, pattern)) return true;
  }
  return false;
}

// The rule of the kind asked for that fits the symbol in that layer, or null.
const SymbolRule* find_rule(const std::string& layer, const Symbol& symbol,
                            const std::vector<SymbolRule>& rules, bool allows_writable) {
  for (const SymbolRule& rule : rules) {
    if (rule.allows_writable != allows_writable || !in_scope(layer, rule.scope)) continue;
    if (matches_any(symbol.name, rule.patterns)) return &rule;
  }
  return nullptr;
}

}  // namespace

std::vector<Symbol> parse_nm(std::string_view text) {
  std::vector<Symbol> symbols;
  for (const std::string& line : split_lines(text)) {
    const std::vector<std::string> parts = split(line, '|');
    if (parts.size() <= kColumnsAfterName) continue;  // A heading or an empty line.
    const std::size_t names = parts.size() - kColumnsAfterName;
    std::string name = parts[0];
    for (std::size_t i = 1; i < names; ++i) name += "|" + parts[i];
    const std::string type = trim(parts[names + 1]);
    if (type.size() != 1) continue;  // The line of column titles.
    symbols.push_back({trim(name), type[0], trim(parts.back())});
  }
  return symbols;
}

bool is_writable_section(std::string_view section) {
  if (starts_with(section, ".data.rel.ro")) return false;
  for (const std::string_view name : {".data", ".bss", ".tdata", ".tbss", "*COM*"}) {
    if (!starts_with(section, name)) continue;
    if (section.size() == name.size() || section[name.size()] == '.') return true;
  }
  return false;
}

std::vector<SymbolRule> parse_symbol_rules(std::string_view text, const std::string& file,
                                           Offences& offences) {
  std::vector<SymbolRule> rules;
  for (const DataLine& line : read_data(text)) {
    const std::vector<std::string> parts = split(line.text, '|');
    const std::string kind = trim(parts[0]);
    if (parts.size() != 4 || (kind != "undefined" && kind != "writable-ok")) {
      offences.push_back(
          {file, line.number, "expected `undefined|writable-ok | patterns | scope | why`"});
      continue;
    }
    SymbolRule rule;
    rule.allows_writable = kind == "writable-ok";
    // Demangled names hold spaces, so patterns are separated by commas.
    for (const std::string& pattern : split(parts[1], ',')) rule.patterns.push_back(trim(pattern));
    rule.scope = split_words(parts[2]);
    rule.why = trim(parts[3]);
    rules.push_back(rule);
  }
  return rules;
}

void check_symbols(const std::string& layer, const std::vector<Symbol>& symbols,
                   const std::vector<SymbolRule>& rules, Offences& offences) {
  std::set<std::string> told;  // An archive repeats a symbol for each of its objects.
  const auto tell = [&](const std::string& text) {
    if (told.insert(text).second) offences.push_back({layer, 0, text});
  };
  for (const Symbol& symbol : symbols) {
    if (symbol.type == 'U' || symbol.type == 'w') {
      const SymbolRule* rule = find_rule(layer, symbol, rules, false);
      if (rule != nullptr) tell("impure: needs " + symbol.name + ": " + rule->why);
    } else if (is_writable_section(symbol.section) || symbol.type == 'C') {
      if (find_rule(layer, symbol, rules, true) != nullptr) continue;
      tell("impure: has writable data " + symbol.name + " (" + symbol.section +
           "): state belongs in the world value; a constant must be constexpr, with its type "
           "written out (g++ 12 leaves a deduced `constexpr std::array k{...}` writable)");
    }
  }
}

}  // namespace barnabas::tidy
