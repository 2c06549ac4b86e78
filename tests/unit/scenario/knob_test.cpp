// Every protocol switch that a scenario may turn is one that the broker knows, with every value.
#include <string>

#include "core/broker/broker_config.h"
#include "sim/scenario/knob_names.h"
#include "tests/support/catch.h"

namespace barnabas::sim {
namespace {

TEST_CASE("the broker takes every value of every switch") {
  for (const KnobFacts& knob : kKnobs) {
    std::string_view values = knob.values;
    broker::BrokerConfig first = broker::broker_config(NodeId(1), {}, Profile::Kafka3);
    broker::BrokerConfig last = first;
    bool is_first = true;
    while (!values.empty()) {
      const std::size_t bar = values.find('|');
      const std::string value(values.substr(0, bar));
      CAPTURE(knob.name, value);
      CHECK(broker::set_knob(is_first ? first : last, std::string(knob.name), value));
      is_first = false;
      values = bar == std::string_view::npos ? std::string_view() : values.substr(bar + 1);
    }
    CAPTURE(knob.name);
    CHECK_FALSE(first == last);  // the oldest and the safest value differ in what they set
  }
}

}  // namespace
}  // namespace barnabas::sim
