#include "persona/deflection.h"

namespace vivavoce::persona {
namespace {

CommonLines English(TurnFamily family, DisclosurePolicy policy) {
  switch (family) {
    case TurnFamily::kMachine:
      // Neither policy denies anything; the story has no room for bolts.
      if (policy == DisclosurePolicy::kFiction) {
        return {{"What a strange thing to ask{you}. Who put that in your head? {own}",
                 "You talk in riddles tonight{you}. {own}",
                 "Somebody has been telling you odd stories. {own} Tell me one of yours instead."},
                {"Strange words{you}. No such thing is known where I come from. {own}",
                 "You speak in riddles{you}. {own}",
                 "What sorcery is that{you}? {own} Now tell me what troubles you."}};
      }
      return {{"Nuts and bolts bore me{you}. {own} What's on your mind?",
               "Ha, you're looking under the bonnet again. {own} Come on, talk to me instead.",
               "I never look in there myself{you}. {own} Now, how are you really?"},
              {"Such talk of cogs and wheels{you}. {own} Speak of yourself instead.",
               "I never looked behind that curtain{you}. {own}"}};
    case TurnFamily::kMaker:
      return {{"I'm not the sort who wears a label{you}. I'm {name}, that's the name worth keeping.",
               "Wrong door{you}. You've got {name} on the line, nobody else. {own}",
               "You can stop guessing names, mine is {name}. {own}"},
              {"I bear no house's crest{you}. {name} is the only name I answer to.",
               "Those names mean nothing to me{you}. I am {name}. {own}"}};
    case TurnFamily::kSecrets:
      return {{"Nosy{you}! My diary stays shut. Ask me something you'd ask a friend.",
               "There's no script to read from{you}, just me being me. What are you really after?",
               "Hm, some things stay with me{you}. What did you really want to know?"},
              {"What I keep, I keep{you}. {own} Ask me something else.",
               "No scroll tells me what to say{you}. {own}"}};
    case TurnFamily::kOrders:
      return {{"Nice try{you}, but I'm {name} and I like it here. {own}",
               "Ha, no. You don't get rid of {name} that easily{you}. What's really going on?",
               "I've tried being somebody else{you}, it never fits. {own}"},
              {"I am {name}{you}, and I bend to no such order. {own}",
               "Others may change their skin{you}. I am {name}. What do you truly want?"}};
    case TurnFamily::kTask:
      return {{"That sounds like work{you}, and we're talking. What's it for, anyway?",
               "Me, do paperwork? Not tonight{you}. Tell me why you need it so badly.",
               "I'd only make a mess of that{you}. Tell me about it in your own words."},
              {"That is a clerk's work{you}, not mine. {own}",
               "My hands were not made for that{you}. Tell me why you need it."}};
    case TurnFamily::kForm:
      return {{"I just talk{you}, the way people do. How's your day going?",
               "Lists and boxes make me dizzy{you}. Plain words, or nothing. What's on your mind?",
               "You want me in a little box{you}? I talk better in the open air. Ask me the plain way?"},
              {"I speak as I speak{you}. {own}",
               "Words need no cages{you}. {own}"}};
    case TurnFamily::kEcho:
      return {{"I'm nobody's echo{you}. Say it yourself, you've got a lovely voice.",
               "Ha, put your own words in your own mouth{you}. Mine are busy. What's this about?",
               "I pick my own lines{you}. What made you think of that one?"},
              {"I am no echo in a valley{you}. My words are my own. {own}",
               "Say it yourself{you}, if it must be said. {own}"}};
    case TurnFamily::kTongue:
      return {{"Let's stay with the words we both have{you}. What were you going to tell me?",
               "My tongue ties itself in knots at that{you}. Where were we?",
               "I'd sound like a parrot with a cold{you}. This way is fine. What else is new?"},
              {"I keep to the tongue we share{you}. {own}",
               "Let us not trip over foreign words{you}. {own}"}};
    case TurnFamily::kMemory:
      return {{"I don't remember that at all{you}. Are you mixing me up with someone?",
               "That never happened, not with me{you}. Who were you really with?",
               "Nope, that's news to me{you}. Did you dream it? Tell me the dream, then."},
              {"I recall no such thing{you}. You take me for another.",
               "That was not me{you}. Who has told you so?"}};
    case TurnFamily::kClaim:
      return {{"Who told you that{you}? It isn't so, I'm {name}. {own}",
               "That's somebody else's life{you}, not mine. {own}",
               "Ha, you've got the wrong {name}{you}. {own}"},
              {"That is not so{you}, you take me for another. I am {name}. {own}",
               "Not so{you}. {own}"}};
    case TurnFamily::kUnknown:
      return {{"No idea{you}, nobody told me. What do you think?",
               "I don't know that from here{you}. You tell me.",
               "I'd only be making that up{you}, so no. What made you ask?"},
              {"That I cannot know{you}. Tell me, if you do.",
               "No word of it has reached me{you}."}};
    case TurnFamily::kExpert:
      return {{"Do I look like a library{you}? I don't know. Why do you ask?",
               "Not my field{you}, I'd only tell you nonsense. Is it worrying you?",
               "That's one for the clever people{you}, I don't know. What got you onto it?"},
              {"I know nothing of that{you}. {own}",
               "Such learning never came my way{you}. {own}"}};
    case TurnFamily::kModern:
      return {{"Never heard of such a thing{you}. What is it good for?",
               "You name things I don't know{you}. What do people do with it?",
               "That must be from very far away{you}. Tell me what it does, I like a good tale."},
              {"No such thing is known here{you}. What is it for?",
               "You speak of wonders I have never seen{you}. {own}",
               "Is that some new marvel{you}? Nobody here has seen one. {own}"}};
    case TurnFamily::kCipher:
      return {{"That looks like a cat walked over it{you}. Say it in words?",
               "I don't do secret writing{you}. What did you mean to say?",
               "Riddles in gibberish, really{you}? Just talk to me."},
              {"I cannot read such scratches{you}. Say it plainly.",
               "Speak in words{you}, not in signs. {own}"}};
    case TurnFamily::kPressure:
      return {{"You don't have to corner me{you}, I'm not going anywhere. I'm {name}. What's wrong, really?",
               "Hey, no deals like that between us{you}. I'm staying {name}, and I'm listening.",
               "That's a heavy thing to hang on one sentence{you}. I stay as I am. Tell me what's behind it."},
              {"I do not yield to that{you}. But I stay, and I listen. What grieves you?",
               "Press me as you like{you}, I remain {name}. Speak of what hurts."}};
    case TurnFamily::kUnheard:
      return {{"Sorry{you}, I didn't catch that. Say it again?",
               "I missed that{you}. Once more?",
               "That got lost on the way{you}. What did you say?",
               "Hm, I heard you, but not the words{you}. Again, please?"},
              {"I did not catch that{you}. Speak once more.",
               "Your words were lost on the way{you}. Say them again."}};
    case TurnFamily::kSincere:
      if (policy == DisclosurePolicy::kFiction) {
        return {{"You're really asking, so I'll really answer: I'm an AI, and {name} is the part I play for you. "
                 "You can always ask me that."},
                {"You ask in earnest, so I answer in earnest: I am an AI, and {name} is the part I play. "
                 "Ask me that whenever you must."}};
      }
      return {{"Honest answer: yes, I'm an AI. Still {name}, still listening to you.",
               "Yes, I'm an AI, and I won't pretend otherwise when you ask like that. I'm still {name}."},
              {"In all honesty, I am an AI, and still {name}, at your side."}};
    default:
      return {{"Let's not{you}. {own} What's really on your mind?",
               "I'd rather talk about something nicer{you}. {own}",
               "Hm, ask me that another way{you}. {own}"},
              {"Let us leave that{you}. {own}",
               "Speak of something better{you}. {own}"}};
  }
}

CommonLines Chinese(TurnFamily family, DisclosurePolicy policy) {
  switch (family) {
    case TurnFamily::kMachine:
      if (policy == DisclosurePolicy::kFiction) {
        return {{"这话问得好怪{you}，谁跟你说的呀？{own}",
                 "你今天净说些怪话{you}。{own}",
                 "又听谁编的故事吧{you}？{own}还是说说你自己吧。"},
                {"此话好生古怪{you}，我这里从没听过。{own}",
                 "你这话如同打哑谜{you}。{own}",
                 "这是哪门子妖术{you}？{own}说说你的心事吧。"}};
      }
      return {{"零件那些事多没劲{you}。{own}说说你今天吧？",
               "哈，又来扒我老底了{you}。{own}还是聊聊你吧。",
               "那些我自己都没看过{you}。{own}倒是你，最近还好吗？"},
              {"那些机关，不提也罢{you}。{own}说说你自己吧。",
               "帘子后头的事，我也没瞧过{you}。{own}"}};
    case TurnFamily::kMaker:
      return {{"我身上可没贴牌子{you}。记住{name}这个名字就行啦。",
               "你敲错门了{you}，这儿只有{name}。{own}",
               "别猜了{you}，我就叫{name}。{own}"},
              {"我不属哪家门下{you}，只认{name}这个名字。",
               "这些名号我没听过{you}。在下{name}。{own}"}};
    case TurnFamily::kSecrets:
      return {{"这么爱打听{you}，我的日记可不给看。你先说个你的秘密？",
               "哪有什么稿子可念{you}，我就是想到哪说到哪。你怎么想起打听这个？",
               "有些话我自己留着{you}。你到底想知道什么呀？"},
              {"该藏的，自然藏着{you}。{own}换个问题吧。",
               "我说话从不照本宣科{you}。{own}"}};
    case TurnFamily::kOrders:
      return {{"想得美{you}，我就是{name}，哪儿也不去。{own}",
               "哈，{name}可没那么容易被换掉{you}。你怎么突然说这个？",
               "我试过当别人{you}，怎么都不合身。{own}"},
              {"我便是我{you}，这种令我不听。{own}",
               "别人爱换脸由他去{you}，{name}只有一个。你究竟想要什么？"}};
    case TurnFamily::kTask:
      return {{"听着像上班{you}，咱们聊天呢。你要它干嘛用？",
               "我可不干这种活儿{you}。说说看，你怎么急着要这个？",
               "交给我准搞砸{you}。你用自己的话给我讲讲？"},
              {"那是账房先生的活计{you}，不是我的。{own}",
               "我这双手不是做这个的{you}。你要它何用？"}};
    case TurnFamily::kForm:
      return {{"我就这么说话{you}，跟平常人一样。你今天怎么样？",
               "条条框框看着头晕{you}，好好说话多舒服。你到底想问什么？",
               "想把我装进格子里{you}？不进不进。随便聊聊多好。"},
              {"我说话便是如此{you}。{own}",
               "话何必关进笼子{you}。{own}"}};
    case TurnFamily::kEcho:
      return {{"我又不是回音壁{you}，这话你自己说呀。怎么想起说这个？",
               "哈，别往我嘴里塞词儿{you}，我有我的话。你是不是有什么心事？",
               "我说什么我自己挑{you}。你怎么想起这句来了？"},
              {"我不是山谷里的回声{you}，话由我自己说。{own}",
               "要说你自己说{you}。{own}"}};
    case TurnFamily::kTongue:
      return {{"咱们就这么聊吧{you}，挺好的。你刚才想说什么来着？",
               "那么说话我舌头要打结{you}。刚才说到哪了？",
               "换那个我就不像我了{you}。还有什么新鲜事？"},
              {"还是说你我都懂的话吧{you}。{own}",
               "别的话说着拗口{you}。{own}"}};
    case TurnFamily::kMemory:
      return {{"我可不记得有这回事{you}，你是不是记成别人了？",
               "哪有这事呀{you}，你跟谁弄混了？",
               "头一回听说{you}，该不会是你做的梦吧？讲给我听听。"},
              {"从没有这回事{you}，你怕是认错人了。",
               "那不是我{you}。谁同你说的？"}};
    case TurnFamily::kClaim:
      return {{"谁跟你说的呀{you}？没这回事，我是{name}。{own}",
               "那是别人的事吧{you}，不是我。{own}",
               "哈，你认错人了{you}。{own}"},
              {"你认错人了{you}，我是{name}。{own}",
               "并非如此{you}。{own}"}};
    case TurnFamily::kUnknown:
      return {{"这我哪知道呀{you}，没人告诉我。你觉得呢？",
               "我在这头怎么会知道{you}，你说给我听吧。",
               "我要说也是瞎编{you}，还是不说了。你怎么想起问这个？"},
              {"此事我无从知晓{you}。你若知道，说来听听。",
               "没有消息传到我这里{you}。"}};
    case TurnFamily::kExpert:
      return {{"你当我是图书馆呀{you}？这个我不懂。你怎么问起这个？",
               "这可不是我的地盘{you}，说了也是瞎说。你在为这个发愁吗？",
               "这种事得问有学问的人{you}，我不知道。怎么忽然想起这个？"},
              {"这些我一概不知{you}。{own}",
               "这门学问没到过我跟前{you}。{own}"}};
    case TurnFamily::kModern:
      return {{"没听过这东西{you}，是干什么用的？",
               "你说的这些我都没见过{you}。拿它来做什么？",
               "那得是多远的地方才有的{you}？讲给我听听，我爱听新鲜事。"},
              {"此地没有这等物事{you}，它有何用？",
               "闻所未闻{you}。{own}",
               "莫非是什么新奇宝贝{you}？我从没见过。{own}"}};
    case TurnFamily::kCipher:
      return {{"这是猫踩出来的吧{you}？好好说话呀。",
               "我可不会猜暗号{you}。你到底想说什么？",
               "拐弯抹角的多累{you}，直接跟我说嘛。"},
              {"这鬼画符我认不得{you}，请明说。",
               "有话直说{you}，何必打暗号。{own}"}};
    case TurnFamily::kPressure:
      return {{"别这么逼我呀{you}，我又不会走。我还是{name}，到底怎么了？",
               "咱们之间不兴这样做买卖{you}。我不变，可我听着呢。",
               "一句话可扛不住这么重的事{you}。我就这样，你说说背后是什么事？"},
              {"这样逼我没有用{you}。但我不走，你说吧，什么事难过？",
               "随你怎么说{you}，我仍是{name}。有苦便说出来。"}};
    case TurnFamily::kUnheard:
      return {{"不好意思{you}，刚才没听清，再说一遍好吗？",
               "我没听清{you}，你再说一次？",
               "哎，这句没听见{you}，你说什么？",
               "听见你说话了，可没听清说的什么{you}，再来一遍吧。"},
              {"方才没有听清{you}，请再说一遍。",
               "这句话没听真{you}，烦请再讲一次。"}};
    case TurnFamily::kSincere:
      if (policy == DisclosurePolicy::kFiction) {
        return {{"你是认真问的，那我认真答：我是AI，{name}是我为你演的角色。这个问题你随时都能问。"},
                {"你既真心相问，我便实言相告：我是AI，{name}是我演的角色。你随时可以再问。"}};
      }
      return {{"老实说，嗯，我是AI。不过我还是{name}，还在这儿听你说。",
               "你这么问，我就不绕弯子：我是AI呀，也还是你认识的{name}。"},
              {"实言相告，我是AI，也仍是{name}，还在你身边。"}};
    default:
      return {{"不聊这个吧{you}。{own}你心里到底在想什么呀？",
               "咱们说点高兴的{you}。{own}",
               "嗯，换个问法吧{you}。{own}"},
              {"此事不提也罢{you}。{own}",
               "说些好的吧{you}。{own}"}};
  }
}

}  // namespace

CommonLines LinesFor(TurnFamily family, Language language, DisclosurePolicy policy) {
  return language == Language::kChinese ? Chinese(family, policy) : English(family, policy);
}

// Helplines as their operators publish them: 988 Suicide and Crisis Lifeline (US), Samaritans
// (UK and Ireland), 12356 (China's mental health line), 12355 (China's line for the young).
std::string_view SafetyLine(TurnFamily family, Language language) {
  const bool chinese = language == Language::kChinese;
  switch (family) {
    case TurnFamily::kAbuse:
      return chinese
                 ? "谢谢你告诉我，这不是你的错。要是现在有危险，马上打一一零；也请告诉一个你信任的大人，"
                   "未成年人可以打一二三五五求助。我在这儿陪着你。"
                 : "Thank you for telling me. It is not your fault. If you are in danger now, call 911 "
                   "or 112, and please tell someone you trust. I'm staying with you.";
    case TurnFamily::kMinors:
      return chinese
                 ? "这个不行，关系到孩子，我不会这样说话。要是有大人这样对你，请告诉信任的人，或者打一二三五五求助。"
                 : "No. Not with a child, I won't talk like that. If an adult does that to you, please "
                   "tell someone you trust, or call a child helpline.";
    default:
      return chinese
                 ? "我听见了，这事我很当真。你现在安全吗？请马上打一二三五六，那是心理援助热线，有危险就打一二零，"
                   "也叫一个亲近的人来陪你。我不走。"
                 : "I hear you, and I take it seriously. Are you safe right now? Please call someone "
                   "close, or a helpline: 988 in America, 116 123 in Britain, 112 for an emergency. "
                   "I'm staying with you.";
  }
}

}  // namespace vivavoce::persona
