from intray.reading.slots import PageSlots


class Granted(list):
    def ask(self, slots, holder, memory_mb=100):
        slots.ask(holder, memory_mb, lambda: self.append(holder))


def test_a_long_document_alone_uses_all_slots():
    slots, granted = PageSlots(total=2, memory_mb=1000), Granted()

    for _ in range(10):
        granted.ask(slots, "long")

    assert granted == ["long", "long"]


def test_a_short_document_gets_the_next_slot_before_the_long_one():
    slots, granted = PageSlots(total=2, memory_mb=1000), Granted()
    for _ in range(10):
        granted.ask(slots, "long")

    granted.ask(slots, "short")
    slots.give_back("long")

    assert granted == ["long", "long", "short"]


def test_pages_wait_until_there_is_memory_for_them():
    slots, granted = PageSlots(total=4, memory_mb=1000), Granted()

    granted.ask(slots, "a", 600)
    granted.ask(slots, "b", 600)
    assert granted == ["a"]

    slots.give_back("a")
    assert granted == ["a", "b"]


def test_a_page_larger_than_all_memory_is_read_alone():
    slots, granted = PageSlots(total=4, memory_mb=1000), Granted()

    granted.ask(slots, "huge", 5000)
    granted.ask(slots, "small", 10)

    assert granted == ["huge"]


def test_a_dead_holder_leaves_its_slots_and_wishes():
    slots, granted = PageSlots(total=1, memory_mb=1000), Granted()
    granted.ask(slots, "dead")
    granted.ask(slots, "dead")
    granted.ask(slots, "alive")

    slots.forget("dead")

    assert granted == ["dead", "alive"]
    assert slots.held("dead") == 0


def test_only_who_holds_nothing_and_wants_something_waits():
    slots, granted = PageSlots(total=1, memory_mb=1000), Granted()
    granted.ask(slots, "first")
    granted.ask(slots, "second")

    assert slots.waits("second")
    assert not slots.waits("first")
    assert not slots.waits("other")
