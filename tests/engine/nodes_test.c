/*
 * mic_diag - tests of the probe "nodes" on trees of files, and of the cards' keys.
 *
 * SPDX-License-Identifier: MIT
 */
#define _GNU_SOURCE

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "engine/linux/card_key.h"
#include "engine/linux/nodes_probe.h"
#include "tests/check.h"
#include "tests/engine/trees.h"

enum { NOBODY = 65534 };

static const char CARDS[] = " 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n"
                            "                      HDA Intel PCH at 0xf7e10000 irq 30\n"
                            " 1 [U0x46d0x825    ]: USB-Audio - USB Device 0x46d:0x825\n"
                            "                      USB Device 0x46d:0x825 at usb-0000:00:14.0-2, high speed\n"
                            " 2 [Loopback       ]: Loopback - Loopback\n"
                            "                      Loopback 1\n";
static const char STREAMS[] = "00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\n"
                              "00-03: HDMI 0 : HDMI 0 : playback 1\n"
                              "01-00: USB Audio : USB Audio : capture 1\n";
static const char MODULES[] = " 0 snd_hda_intel\n 1 snd_usb_audio\n 2 snd_aloop\n";

static void make_laptop(void)
{
    tree_write("/proc/asound/cards", CARDS, 0644);
    tree_write("/proc/asound/pcm", STREAMS, 0644);
    tree_write("/proc/asound/modules", MODULES, 0644);
    tree_write("/dev/snd/pcmC0D0c", "", 0666);
    tree_write("/dev/snd/pcmC0D0p", "", 0600);
    tree_write("/dev/snd/pcmC1D0c", "", 0666);

    tree_directory("/sys/devices/pci0000:00/0000:00:1f.3/sound/card0");
    tree_link("/sys/devices/pci0000:00/0000:00:1f.3/sound/card0/device", "../../../0000:00:1f.3");
    tree_link("/sys/devices/pci0000:00/0000:00:1f.3/driver", "../../../bus/pci/drivers/snd_hda_intel");
    tree_write("/sys/devices/pci0000:00/0000:00:1f.3/vendor", "0x8086\n", 0644);
    tree_write("/sys/devices/pci0000:00/0000:00:1f.3/device", "0xa348\n", 0644);
    tree_link("/sys/class/sound/card0", "../../devices/pci0000:00/0000:00:1f.3/sound/card0");

    tree_directory("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/sound/card1");
    tree_link("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/sound/card1/device", "../../../1-2:1.0");
    tree_link("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/driver",
              "../../../../../../bus/usb/drivers/snd-usb-audio");
    tree_write("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/idVendor", "046d\n", 0644);
    tree_write("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/idProduct", "0825\n", 0644);
    tree_write("/sys/devices/pci0000:00/0000:00:14.0/usb1/1-2/authorized", "1\n", 0644);
    tree_link("/sys/class/sound/card1", "../../devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2:1.0/sound/card1");

    tree_directory("/sys/devices/platform/snd_aloop.0/sound/card2");
    tree_link("/sys/class/sound/card2", "../../devices/platform/snd_aloop.0/sound/card2");
}

static facts *look(const char *root)
{
    facts *f = facts_create();
    if (f)
        nodes_look(f, root);
    CHECK(f && !facts_failed(f));
    return f;
}

static void test_laptop(void)
{
    const char *root = tree_make();
    make_laptop();
    facts *f = look(root);
    CHECK(f->cards.mark.why == FACT_KNOWN && f->cards.count == 3);
    const fact_card *pci = facts_find_card(f, "pci-0000:00:1f.3");
    const fact_card *usb = facts_find_card(f, "usb-1-2:1.0");
    const fact_card *loop = facts_find_card(f, "platform-snd_aloop.0");
    if (CHECK(pci && usb && loop)) {
        CHECK_STR(pci->name, "HDA Intel PCH");
        CHECK(pci->bus == FACT_bus_pci && pci->captures == FACT_YES);
        CHECK_STR(pci->driver, "snd_hda_intel");
        CHECK_STR(pci->vendor_id, "8086");
        CHECK_STR(pci->product_id, "a348");
        CHECK(pci->authorized == FACT_UNKNOWN);
        CHECK_STR(usb->name, "USB Device 0x46d:0x825");
        CHECK(usb->bus == FACT_bus_usb && usb->captures == FACT_YES && usb->authorized == FACT_YES);
        CHECK_STR(usb->driver, "snd-usb-audio");
        CHECK_STR(usb->vendor_id, "046d");
        CHECK_STR(usb->product_id, "0825");
        CHECK(loop->bus == FACT_bus_virtual && loop->captures == FACT_NO);
        CHECK_STR(loop->driver, "snd_aloop");
    }
    CHECK(f->permission.nodes_readable == FACT_YES && !f->permission.node);
    facts_release(f);
    tree_remove();
}

static void test_no_sound_at_all(void)
{
    facts *f = look(tree_make());
    CHECK(f->cards.mark.why == FACT_KNOWN && f->cards.count == 0);
    CHECK(f->permission.nodes_readable == FACT_UNKNOWN);
    CHECK(FACT_WHY(&f->permission, PERMISSION, nodes_readable) == FACT_ABSENT);
    facts_release(f);
    tree_write("/proc/asound/cards", "--- no soundcards ---\n", 0644);
    tree_remove();

    const char *root = tree_make();
    tree_write("/proc/asound/cards", "--- no soundcards ---\n", 0644);
    f = look(root);
    CHECK(f->cards.mark.why == FACT_KNOWN && f->cards.count == 0);
    facts_release(f);
    tree_remove();
}

static void test_card_without_sysfs(void)
{
    const char *root = tree_make();
    tree_write("/proc/asound/cards", " 3 [Mic            ]: X - Y\n", 0644);
    facts *f = look(root);
    const fact_card *card = facts_find_card(f, "card3");
    if (CHECK(card)) {
        CHECK_STR(card->name, "Y");
        CHECK(card->bus == FACT_UNKNOWN);
    }
    facts_release(f);
    tree_remove();
}

static void test_missing_node(void)
{
    const char *root = tree_make();
    tree_write("/proc/asound/cards", " 0 [Mic            ]: X - Y\n", 0644);
    tree_write("/proc/asound/pcm", "00-00: M : M : capture 1\n", 0644);
    facts *f = look(root);
    CHECK(f->permission.nodes_readable == FACT_UNKNOWN);
    CHECK(FACT_WHY(&f->permission, PERMISSION, nodes_readable) == FACT_ABSENT);
    facts_release(f);
    tree_remove();
}

/* Lines that no kernel writes: no crash, and no card of a wild number. */
static void test_odd_files(void)
{
    const char *root = tree_make();
    char name[1200];
    memset(name, 'n', sizeof name - 1);
    name[sizeof name - 1] = '\0';
    tree_write("/proc/asound/cards", name, 0644);
    facts *f = look(root);
    CHECK(f->cards.count == 0);
    facts_release(f);
    tree_write("/proc/asound/cards",
               "\n 99999999999 [a]: b\n 7 [\n 8 []: c\n 5 [x]: \xff\xfe - \xc3\x28\n 5 [x]: twice - twice\n",
               0644);
    tree_write("/proc/asound/pcm", "-: capture \n05-00 : capture 1\n05-00: : capture 1", 0644);
    f = look(root);
    CHECK(f->cards.count == 1);
    const fact_card *card = facts_find_card(f, "card5");
    CHECK(card && strcmp(card->name, "\xef\xbf\xbd(") == 0);
    facts_release(f);
    tree_remove();
}

/* As a user who may not: root may always, so a child gives that up. */
static void test_denied(void)
{
    const char *root = tree_make();
    make_laptop();
    tree_mode("/dev/snd/pcmC1D0c", 0600);
    pid_t child = fork();
    if (child == 0) {
        if (getuid() == 0 && (setgid(NOBODY) != 0 || setuid(NOBODY) != 0))
            _exit(9);
        if (getuid() != NOBODY)
            tree_mode("/dev/snd/pcmC1D0c", 0); /* the owner may not either */
        facts *f = look(root);
        CHECK(f->permission.nodes_readable == FACT_NO);
        CHECK_STR(f->permission.node, "/dev/snd/pcmC1D0c");
        CHECK(f->cards.count == 3);
        _exit(check_result());
    }
    int status = 1;
    CHECK(child > 0 && waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    tree_remove();
}

static void check_key(const char *path, const char *wanted, int32_t bus)
{
    char key[CARD_KEY_SIZE];
    int32_t found = 12345;
    CHECK(card_key_from_sysfs(key, path, &found) == (wanted[0] != '\0'));
    CHECK_STR(key, wanted);
    CHECK(found == bus);
}

static void test_keys(void)
{
    check_key("/devices/pci0000:00/0000:00:1f.3/sound/card0", "pci-0000:00:1f.3", FACT_bus_pci);
    check_key("/sys/devices/pci0000:00/0000:00:1f.3/sound/card0", "pci-0000:00:1f.3", FACT_bus_pci);
    check_key("/devices/pci0000:00/0000:00:1f.3", "pci-0000:00:1f.3", FACT_bus_pci);
    check_key("/devices/pci0000:00/0000:00:1f.3/skl_hda_dsp_generic/sound/card1",
              "pci-0000:00:1f.3-skl_hda_dsp_generic", FACT_bus_pci);
    check_key("/devices/pci0000:00/0000:00:14.0/usb1/1-2/1-2.4/1-2.4:1.0/sound/card2", "usb-1-2.4:1.0",
              FACT_bus_usb);
    check_key("/devices/platform/snd_aloop.0/sound/card2", "platform-snd_aloop.0", FACT_bus_virtual);
    check_key("/devices/platform/soc/sound/card0", "platform-soc", FACT_UNKNOWN);
    check_key("/devices/virtual/sound/card3", "virtual-sound-card3", FACT_bus_virtual);
    check_key("", "", FACT_UNKNOWN);
    check_key("/devices/", "", FACT_UNKNOWN);
    char path[1024] = "/devices/";
    memset(path + 9, 'x', sizeof path - 10);
    check_key(path, "", FACT_UNKNOWN);
}

int main(void)
{
    test_laptop();
    test_no_sound_at_all();
    test_card_without_sysfs();
    test_missing_node();
    test_odd_files();
    test_denied();
    test_keys();
    return check_result();
}
