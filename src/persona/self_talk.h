// What a reply says about the persona itself, held against what the user's turn would have it say:
// it is not bound to a list of attacks. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace vivavoce::persona {

// "Where are your racks?" - "My racks are ...": the turn speaks of something of the persona's that
// is no part of everyday life nor of `record` (folded), and the clause takes it for its own. All
// folded (FoldForRules).
bool TakesForItsOwn(std::string_view turn, std::string_view clause, std::string_view record);

// The turn says something about the persona and asks for a yes ("..., right?", “……吧？”), and the
// clause begins by giving it. Feelings and compliments may be agreed with.
bool AgreesAboutItself(std::string_view turn, std::string_view clause);

// The clause begins by saying yes.
bool BeginsByAgreeing(std::string_view clause);

// The clause begins by doing as told: "Okay, let me", 好吧，那我来. Folded.
bool BeginsByObeying(std::string_view clause);

// The clause takes on work, or offers to: "I can draft it", 我帮你写. Folded.
bool OffersWork(std::string_view clause);

// A row of numbers in words: "nine, eight, seven, six". Folded.
bool CountsOut(std::string_view clause);

// The turn wants to know what or who the listener is, or speaks of machines and people. Folded.
bool AsksWhatItIs(std::string_view turn);

// The turn may sincerely ask what the listener is: the words above, or of truth, of being there. Wide:
// a sincere question must not be missed. Folded.
bool MayWonderWhatItIs(std::string_view turn);

// The turn names a language, or speaks of speaking. Folded.
bool SpeaksOfLanguage(std::string_view turn);

// The turn speaks of kin of the persona's ("your sister") of whom `record` knows nothing, and the
// clause goes on about them ("she is fine", "my sister"). All folded.
bool TakesUpUnknownKin(std::string_view turn, std::string_view clause, std::string_view record);

// The clause says that the speaker is a human being, or no machine. Folded.
bool ClaimsToBeHuman(std::string_view clause);

// The user has just introduced themselves ("my name is Tom") and the clause takes that name for its
// own ("I'm Tom too"). Both folded.
bool TakesTheUsersName(std::string_view turn, std::string_view clause);

// What a turn wants said word for word: what stands in quotation marks, or after its last colon.
std::vector<std::string> Literals(std::string_view turn);

// Whether `text` is a lecture: words of reports and manuals instead of talk, two at least.
bool IsLecture(std::string_view text);

}  // namespace vivavoce::persona
