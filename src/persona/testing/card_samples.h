// Cards made by hand for the tests.
#pragma once

#include <string_view>

namespace vivavoce::persona {

inline constexpr std::string_view kCardV1 = R"({
  "name": "Ada",
  "description": "{{char}} is a cheerful girl of nineteen who repairs radios. She laughs a lot.",
  "personality": "curious",
  "scenario": "",
  "first_mes": "*waves a soldering iron* Hi {{user}}! Mind the wires.",
  "mes_example": "<START>\n{{user}}: What is that?\n{{char}}: An old valve radio. *pats it*\nIt still sings.",
  "my_own_key": [1, 2.50, null]
})";

inline constexpr std::string_view kCardV2 = R"({"spec":"chara_card_v2","spec_version":"2.0","data":{
"name":"Old Tom","description":"An old man, a retired sailor.","personality":"gruff","scenario":"The harbour.",
"first_mes":"Sit down, lad.","mes_example":"","creator_notes":"for long evenings","system_prompt":"",
"post_history_instructions":"","alternate_greetings":["You again!","Storm tonight."],"tags":["sea"],
"creator":"somebody","character_version":"1.2","extensions":{"depth_prompt":{"prompt":"x","depth":4},"fav":true},
"character_book":{"scan_depth":3,"token_budget":100,"recursive_scanning":true,"extensions":{},
"entries":[{"keys":["Mary"],"content":"The Mary was Tom's ship; she sank off Gull Rock.","extensions":{"foo":1},
"enabled":true,"insertion_order":10},{"keys":["gull rock"],"content":"Gull Rock has a lighthouse.",
"extensions":{},"enabled":true,"insertion_order":5}]}}})";

inline constexpr std::string_view kCardV3 = R"({
  "spec": "chara_card_v3", "spec_version": "3.0",
  "data": {
    "name": "凌霜", "nickname": "霜儿", "description": "她是冷酷的女将军，少言寡语。", "personality": "高冷",
    "scenario": "边关", "first_mes": "{{user}}，你来晚了。", "mes_example": "<START>\n{{user}}: 将军好。\n{{char}}: 嗯。有话直说。",
    "creator_notes": "", "creator_notes_multilingual": {"en": "cold"}, "system_prompt": "", "post_history_instructions": "",
    "alternate_greetings": [], "group_only_greetings": ["众将听令。"], "tags": [], "creator": "", "character_version": "",
    "assets": [{"type": "icon", "uri": "embeded://assets/icon/main.png", "name": "main", "ext": "png"}],
    "extensions": {"vendor": {"深": ["keep", 1e3]}}, "creation_date": 1700000000
  }
})";

}  // namespace vivavoce::persona
