#include "tests/tidy/symbols.h"

#include "tests/support/catch.h"

namespace barnabas::tidy {

namespace {

const char* const kNm =
    "\n\nSymbols from lib.a[a.o]:\n\n"
    "Name                  Value           Class        Type         Size             Line  "
    "Section\n\n"
    "getenv              |                |   U  |            NOTYPE|                |     |*UND*\n"
    "a::operator|(a::X, a::X)|0000000000000000|   T  |              FUNC|0004|     |.text\n"
    "a::calls            |0000000000000004|   b  |            OBJECT|0004|     |.bss\n"
    "a::kTable           |0000000000000000|   d  |            OBJECT|0010|     "
    "|.data.rel.ro.local\n"
    "a::shared           |0000000000000000|   u  |            OBJECT|0004|     "
    "|.data._ZN1a6sharedE\n"
    "DW.ref.__gxx_personality_v0|00|   V  |            OBJECT|0008|     |.data.rel.local.DW.ref\n";

const char* const kRules =
    "undefined | getenv, time | core | the environment: pass it in\n"
    "writable-ok | DW.ref.* | * | the compiler's\n";

}  // namespace

TEST_CASE("nm's table is read, bars in operators included") {
  const std::vector<Symbol> symbols = parse_nm(kNm);
  REQUIRE(symbols.size() == 6);
  CHECK(symbols[0].name == "getenv");
  CHECK(symbols[0].type == 'U');
  CHECK(symbols[1].name == "a::operator|(a::X, a::X)");
  CHECK(symbols[1].section == ".text");
  CHECK(symbols[2].type == 'b');
}

TEST_CASE("sections tell what can be written") {
  for (const char* name :
       {".data", ".bss", ".data.x", ".bss._ZZ1f", ".tbss", ".tdata.y", "*COM*"}) {
    CAPTURE(name);
    CHECK(is_writable_section(name));
  }
  for (const char* name :
       {".text", ".rodata", ".data.rel.ro", ".data.rel.ro.local._ZTV", "*UND*", ".database"}) {
    CAPTURE(name);
    CHECK_FALSE(is_writable_section(name));
  }
}

TEST_CASE("planted: needed symbols and writable data are told once, constants are not") {
  Offences offences;
  const std::vector<SymbolRule> rules = parse_symbol_rules(kRules, "symbols.txt", offences);
  std::vector<Symbol> symbols = parse_nm(kNm);
  const std::vector<Symbol> again = symbols;
  symbols.insert(symbols.end(), again.begin(), again.end());
  check_symbols("core/log", symbols, rules, offences);
  REQUIRE(offences.size() == 3);
  CHECK(to_text(offences[0]) == "core/log: impure: needs getenv: the environment: pass it in");
  CHECK_THAT(offences[1].text, test::contains("writable data a::calls (.bss)"));
  CHECK_THAT(offences[2].text, test::contains("writable data a::shared"));
}

TEST_CASE("rules end where their scope ends") {
  Offences offences;
  const std::vector<SymbolRule> rules = parse_symbol_rules(kRules, "symbols.txt", offences);
  check_symbols("sim/net", {{"getenv", 'U', "*UND*"}}, rules, offences);
  CHECK(offences.empty());
}

TEST_CASE("planted: a rule that is none") {
  Offences offences;
  parse_symbol_rules("forbidden | a | * | why\nundefined | a | *\n", "symbols.txt", offences);
  CHECK(offences.size() == 2);
}

}  // namespace barnabas::tidy
