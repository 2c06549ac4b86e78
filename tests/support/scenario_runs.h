// Scenarios inside tests.
#pragma once

#include <string>

namespace barnabas::test {

// Every variant of the text is run; each must come out as the text says.
void comes_out_as_it_says(const std::string& text);

}  // namespace barnabas::test
