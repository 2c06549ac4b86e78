// The tidy check as a command.
//
//   barnabas_tidy tree ROOT                       the repository: layers, bans, sizes, rooms, texts
//   barnabas_tidy symbols ROOT NM LAYER=LIBRARY.. the pure libraries: what they need and have
//
// Prints one line per offence; exit 0 when there is none, 1 when there is, 2 for wrong usage.
#include <cstdio>
#include <iostream>
#include <string>
#include <vector>

#include "tests/tidy/symbols.h"
#include "tests/tidy/tree.h"

namespace barnabas::tidy {

namespace {

int report(const Offences& offences, const std::string& what) {
  for (const Offence& offence : offences) std::cout << to_text(offence) << "\n";
  std::cout << what << ": "
            << (offences.empty() ? "tidy" : std::to_string(offences.size()) + " offences") << "\n";
  return offences.empty() ? 0 : 1;
}

std::string run_nm(const std::string& nm, const std::string& library, Offences& offences) {
  const std::string command = "LC_ALL=C '" + nm + "' -C -f sysv '" + library + "'";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string output;
  char part[4096];
  std::size_t size = 0;
  while (pipe != nullptr && (size = std::fread(part, 1, sizeof part, pipe)) > 0) {
    output.append(part, size);
  }
  if (pipe == nullptr || pclose(pipe) != 0) offences.push_back({library, 0, "nm cannot read it"});
  return output;
}

int check_libraries(const std::vector<std::string>& arguments) {
  Offences offences;
  const std::string rules_file = "tests/tidy/symbols.txt";
  const std::vector<SymbolRule> rules = parse_symbol_rules(
      read_file(arguments[1] + "/" + rules_file, offences), rules_file, offences);
  std::size_t symbols_count = 0;
  for (std::size_t i = 3; i < arguments.size(); ++i) {
    const std::size_t equals = arguments[i].find('=');
    if (equals == std::string::npos) return 2;
    const std::vector<Symbol> symbols =
        parse_nm(run_nm(arguments[2], arguments[i].substr(equals + 1), offences));
    symbols_count += symbols.size();
    check_symbols(arguments[i].substr(0, equals), symbols, rules, offences);
  }
  return report(offences, std::to_string(arguments.size() - 3) + " libraries, " +
                              std::to_string(symbols_count) + " symbols");
}

int main_of(const std::vector<std::string>& arguments) {
  if (arguments.size() == 2 && arguments[0] == "tree") {
    return report(check_tree(arguments[1]), "the tree");
  }
  if (arguments.size() >= 3 && arguments[0] == "symbols") return check_libraries(arguments);
  std::cerr << "usage: barnabas_tidy tree ROOT | symbols ROOT NM LAYER=LIBRARY...\n";
  return 2;
}

}  // namespace

}  // namespace barnabas::tidy

int main(int argc, char** argv) {
  return barnabas::tidy::main_of(std::vector<std::string>(argv + 1, argv + argc));
}
