// Symbol purity: what the compiled pure libraries may not need, and may not have.
//
// A word in the source can be hidden behind a header or a macro; a symbol cannot. Read from the
// output of `nm -C -f sysv`, which names each symbol's class and section:
//   undefined symbols are compared with the rules `undefined | pattern ... | scope | why`;
//   symbols in writable sections (.data, .bss, .tdata, .tbss, common) are state outside the world
//   value and offend unless a rule `writable-ok | pattern ... | scope | why` allows them.
// Constant tables of pointers stand in .data.rel.ro and are no offence.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tests/tidy/offence.h"

namespace barnabas::tidy {

struct Symbol {
  std::string name;  // Demangled.
  char type = ' ';   // The letter nm gives it: U is undefined.
  std::string section;
};

std::vector<Symbol> parse_nm(std::string_view text);

// Constant after relocation does not count as writable.
bool is_writable_section(std::string_view section);

struct SymbolRule {
  bool allows_writable = false;
  std::vector<std::string> patterns;  // Globs.
  std::vector<std::string> scope;     // Layers.
  std::string why;
};

std::vector<SymbolRule> parse_symbol_rules(std::string_view text, const std::string& file,
                                           Offences& offences);

// `layer` is the folder that the library was built from, as in "core/log".
void check_symbols(const std::string& layer, const std::vector<Symbol>& symbols,
                   const std::vector<SymbolRule>& rules, Offences& offences);

}  // namespace barnabas::tidy
