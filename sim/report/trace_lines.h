// A trace as lines of JSON, one object per turn, with a fixed order of fields.
//
// {"id":812,"cause":799,"t_ms":"5912.004211","node":"broker-1","event":"received","from":"p",
//  "api":"Produce","facts":"acks 1, orders-0",
//  "notes":[{"note":"append","partition":"orders-0","epoch":0,"offset":7,...}],
//  "sent":[{"to":"p","api":"Produce","leg":"response","arrives_ms":"5914.1","delivery":815}]}
// The fields of a note and their names are those of its NoteFacts; hooks use the same names.
#pragma once

#include <string>

#include "sim/report/trace.h"

namespace barnabas::sim {

std::string json_line(const Trace& trace, TurnIndex turn);
// A note's fields, without its name and node: `"partition":"orders-0","epoch":0,"offset":7`.
std::string json_fields(const Note& note);
// The same for people: `partition orders-0, epoch 0, offset 7`.
std::string plain_fields(const Note& note);
// What a turn was, for people: "broker-1 received Fetch (replica 2, orders-0 from 7) from
// broker-2".
std::string event_text(const Trace& trace, TurnIndex turn);

}  // namespace barnabas::sim
