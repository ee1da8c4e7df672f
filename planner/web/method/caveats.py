"""The caveats and refusals in words: one entry a code, its threshold taken from the constant that decides it."""

from __future__ import annotations

from dataclasses import dataclass

from planner.core.caveats.caching import EXPIRY_WORTH_SAYING
from planner.core.caveats.price_change import AHEAD_DAYS
from planner.core.caveats.prices import PRICE_STALE_DAYS
from planner.core.caveats.run_limits import CUT_OFF_WORTH_SAYING, OVER_WINDOW_WORTH_SAYING, TIMEOUT_SECONDS
from planner.core.models.offers.makers_price import FAR_BELOW
from planner.core.tokens.thinking_budget import FORECAST_ABOVE


@dataclass(frozen=True, slots=True)
class CaveatEntry:
    """A code, what it is called, when it is raised, why it matters, and what to do about it."""

    code: str
    name: str
    when: str
    why: str
    do: str
    refuses: bool = False


CAVEATS = (
    CaveatEntry("model_retired", "Retired, or gone from this host",
           "The model’s retirement day, or the day this host stopped serving it, is on or before the "
           "day of the prices.",
           "A plan on it cannot be carried out. Its last price is used, never another model’s.",
           "Take another host, or the successor, whose price stands in the sentence."),
    CaveatEntry("model_ending", "Its end is announced",
           "The host has named the day from which it no longer serves the offer, and that day is to come.",
           "Requests fail from that day on, or are answered by another model at that model’s price. A budget moves "
           "to the successor on that day.",
           "Plan the move to the successor, whose price stands in the sentence."),
    CaveatEntry("model_deprecated", "No longer listed by this host",
           "The price list or a catalogue marks the offer as gone from the host’s list, without a day.",
           "The price is the last one known.", "Take another host."),
    CaveatEntry("model_left_host", "Left its maker’s own API",
           "Some host, as a rule the maker, stopped serving it; the one you chose still does.",
           "Nobody promises how long other hosts keep it.", "Look at the successor before you build on it."),
    CaveatEntry("model_legacy", "May be retired",
           "Its maker has named a day before which it will not be retired, or calls it deprecated without a day.",
           "From that day on its maker may end it at short notice.", "Plan the move to the successor."),
    CaveatEntry("budget_only_cuts", "A thinking budget only cuts",
           "A thinking budget is set where Claude’s rule does not hold: in a tool loop, at other makers, or up to "
           f"{FORECAST_ABOVE:,} tokens.",
           "How a budget is shared out over the calls of a loop was not measured, and elsewhere the rule of Claude "
           "made estimates worse.",
           "State the thinking of a call if you know it."),
    CaveatEntry("budget_not_taken", "No thinking budget there",
           "A thinking budget in tokens is set, and the model’s maker is not known to take one.",
           "Makers without such a budget take an effort. The estimate is cut at the budget as if it were kept to.",
           "Choose an effort, or limit the whole output instead."),
    CaveatEntry("context_overflow", "The context is full",
           "At some step the tokens sent, thought and said are more than the window holds.",
           "The call would be refused, or the harness would drop what came before. The sum goes on "
           "as if it were not so.",
           "Let it summarise its context, take fewer steps, shorter tool results, or a model with a longer window."),
    CaveatEntry("context_compacted", "The context is summarised",
           "A step would send more than the share of the window that was set, so that a summary is made first.",
           "The summary is a call of its own, and the cache is written anew after it: both are in the figures. "
           "What the forgotten parts would have been worth is not known.",
           "A model with a longer window, shorter tool results, or a later summary."),
    CaveatEntry("compacts_every_step", "Summaries gain nothing",
           "The start of the run and its summary alone are longer than the share of the window that was set.",
           "Every step is preceded by another summary, and the run costs several times what it should.",
           "A shorter summary or start, a greater share, or a model with a longer window."),
    CaveatEntry("context_tail", "Some runs exceed the context window",
           "The mean run fits the window, and the chance that a run does not is "
           f"{OVER_WINDOW_WORTH_SAYING:.0%} or more.",
           "Thinking differs from run to run, and what is thought is sent again. Runs that think long "
           "fail at their end, when most is paid.",
           "Fewer steps, shorter tool results, less effort, or a model with a longer window."),
    CaveatEntry("answer_cut_off", "Answers are cut off",
           f"The chance that thinking and answer exceed the output limit is {CUT_OFF_WORTH_SAYING:.0%} or more.",
           "A cut-off answer is paid for and of no use. Estimated thinking is cut at the limit in "
           "the sum; stated figures never are.",
           "A higher output limit, or less effort."),
    CaveatEntry("price_cliff", "The long-context rate begins",
           "A step’s whole input, cached tokens included, passes a published threshold.",
           "From there on the whole call is priced higher, output too.", "Stay below it, or start a fresh context."),
    CaveatEntry("slow_tail", "One call in twenty is very slow",
           f"95% of single calls end only after more than {TIMEOUT_SECONDS:.0f} s.",
           "Many clients and proxies give up after five minutes, and the tokens are billed.",
           "Stream, raise the time-out, or ask for less effort."),
    CaveatEntry("input_not_supported", "It cannot read this",
           "The work is a question on an image and the model’s profile does not list images.",
           "The price is of a call that would be refused.", "Take a model that reads images."),
    CaveatEntry("price_missing", "A rate is not published",
           "The host publishes no rate for what the work needs, such as reading from a cache, searching the web "
           "or output at a service tier.",
           "A missing rate is not a rate of 0: input is charged in full; a missing fee is left out and said.",
           "Ask the host, and type its rate under your own figures."),
    CaveatEntry("tier_not_listed", "No long-context rate is listed here",
           "A step’s input passes the threshold above which the maker charges more, and this host’s row has no rate "
           "for it. Hosts of open weights set prices as they like.",
           "The bill is likely to hold the maker’s rate.", "Ask the host, or take the maker’s own API."),
    CaveatEntry("fee_not_listed", "No fee of requests is listed here",
           "The maker charges for each request and this host’s row has no word of it.",
           "The fee may be the larger part of a short call.", "Ask the host, or take the maker’s own API."),
    CaveatEntry("below_list_price", "Far below the maker’s list price",
           f"Input and output, three to one, cost less than {FAR_BELOW:.0%} of the maker’s own list price.",
           "A reseller’s discount may end, or the model may not be the one named.",
           "Look at the host’s own page before you build on it."),
    CaveatEntry("price_changes", "The price is about to change",
           f"A price of input, output or cached input changes within {AHEAD_DAYS} days of the day of the prices.",
           "A run and a month are at the prices of that day; part of the month will be at the new ones.",
           "Put it into a budget, which prices each day at its own price, or plan on a later day."),
    CaveatEntry("price_stale", "An old price",
           f"The price was last checked more than {PRICE_STALE_DAYS} days before the day of the prices.",
           "Prices change without notice.", "Look at the host’s own page, linked in the opened row."),
    CaveatEntry("is_free", "It is free",
           "The price list names it as the free variant of a model, or both its rates are 0.",
           "Hosts limit requests to free variants to some hundreds a day, so that no ranking holds them.",
           "Look up the host’s limits, or take the paid variant."),
    CaveatEntry("input_only", "Paid by input alone",
           "The list has a rate of input and none of output, as for embeddings and rerankers: output is taken as 0.",
           "Such models return vectors or scores, which are not billed.",
           "Nothing, where that is what you want."),
    CaveatEntry("unit_not_planned", "Priced, and not in the plan",
           "The list has a rate of a unit that the plan has none of: images, sound, video, documents or citations.",
           "What is not planned costs nothing here and may cost much on the bill.",
           "Fill in the field for it under More, where there is one."),
    CaveatEntry("one_region", "Processed in one region",
           "The plan asks for one region: every rate is multiplied by the uplift that the vendor publishes, if any.",
           "Vendors charge 10 to 25% more for it, some on their newer models only.",
           "Read the vendor’s page of the opened row, or type your own rates."),
    CaveatEntry("price_disputed", "Another source has another price",
           "The second price source has another base rate for the same model at the same host, one that has not "
           "changed since its day. Service tiers, announced changes and your own rates are not its business.",
           "One of the two is out of date, or means another variant. Ours is used, both are shown.",
           "Look at the host’s own page and type the right rate."),
    CaveatEntry("caching_costs_money", "Caching costs money",
           "The share of cached tokens that is read again is below (W − 1) / (W − r).",
           "The write premium is paid on every miss, the discount only earned on a hit.",
           "Turn the cache off, or send runs closer together."),
    CaveatEntry("cache_may_expire", "The cache may expire between steps",
           f"The chance that the gap between two steps outlasts the cache is {EXPIRY_WORTH_SAYING:.0%} or more.",
           "A step that finds the cache gone pays for the whole context again.",
           "A longer cache where one is offered, or quicker tools."),
    CaveatEntry("below_cache_minimum", "The shared prompt is too short to cache",
           "The shared part is shorter than the host’s smallest cacheable prompt, and you gave no "
           "hit rate of your own.",
           "Hosts ignore the cache mark without a word.", "Nothing, or a longer shared part: examples, schemas."),
    CaveatEntry("thinking_always_on", "Thinking cannot be switched off",
           "The model has one mode. Asked for off, it is refused, with its partner without thinking "
           "where there is one.",
           "A figure for off would be a figure for something that cannot be bought.",
           "Take the partner named in the sentence.", refuses=True),
    CaveatEntry("effort_not_offered", "The nearest effort is answered",
           "The effort asked for is not among the model’s modes; the nearest on the ladder is, the "
           "higher of two equals.",
           "The row would otherwise be empty for a difference of one rung.", "Read the mode in the row."),
    CaveatEntry("tokenizer_unknown", "Tokens are not comparable",
           "Tokens are counted in o200k and the model’s factor to it is not published.",
           "The same text is up to 1.47 times as many tokens in one model as in another; 1 is taken.",
           "Count a sample with the model’s own counter."),
    CaveatEntry("prior_only", "Typical for this kind of work",
           "The model was not measured, and what is known of its family says no more than the kind of work does.",
           "The figure is that of any model. How far such estimates are off stands under How well it has done, in the "
           "rows “new, class”.",
           "Measure ten runs of your own and type the mean."),
    CaveatEntry("mode_not_confirmed", "The mode may not exist",
           "The model thinks, or may, and no source says whether it has the mode that is asked for.",
           "The figure is for a model of its kind that has it. The host may refuse the parameter or ignore it.",
           "Look at the host’s own page before you rely on the difference."),
    CaveatEntry("does_not_think", "It does not think",
           "Thinking was asked of a model without a profile that is known not to think.",
           "The figure is of a model of its kind that would. Pages show none; the API and the terminal "
           "answer what they are asked.", "Ask for off."),
    CaveatEntry("mode_not_offered", "No such mode",
           "The mode asked for is not among the model’s modes and is not high asked of a model that is on or off.",
           "An effort that a host ignores would be charged as if it were not.",
           "Take the mode named in the answer.", refuses=True),
    CaveatEntry("tier_not_offered", "No such service tier",
           "The host publishes no row for batch, flex, priority or fast.",
           "A tier is a published row, never a multiplier of ours.", "Take the standard tier.", refuses=True),
    CaveatEntry("batch_cannot_loop", "Batch cannot run an agent",
           "The work has more than one step and the tier is batch.",
           "Each step waits for the one before, and batch promises a day.", "Take the standard tier.", refuses=True),
    CaveatEntry("price_unknown", "No token price",
           "The offer has no rate for input or none for output.",
           "An unknown price is no number, never a zero.", "Type the rate, or take another host.", refuses=True),
    CaveatEntry("cache_ttl_not_offered", "No such cache time",
           "A cache of 5 minutes or 1 hour was asked for. The host does not offer it, or has no "
           "rate for writing to it.",
           "Its price would be made up.", "Leave the cache to the host.", refuses=True),
)  # fmt: skip
