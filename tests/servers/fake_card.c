/*
 * mic_diag - a PipeWire sound card that exists only in software: two profiles and a headset microphone's
 * jack.
 *
 * SPDX-License-Identifier: MIT
 *
 * Usage: fake_card NAME. Says "device ID" once the card is known to PipeWire. Then reads lines:
 *   port yes|no|unknown     something is in the jack, nothing is, or nobody knows
 *   profile microphone|off  the profile in use
 * and answers each with "done" once it was announced, or "error". Ends when its input ends.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <pipewire/pipewire.h>
#include <spa/monitor/device.h>
#include <spa/monitor/utils.h>
#include <spa/param/audio/raw.h>
#include <spa/param/param.h>
#include <spa/param/profile.h>
#include <spa/param/props.h>
#include <spa/param/route.h>
#include <spa/pod/builder.h>
#include <spa/pod/parser.h>

#define DESCRIPTION "Fake headset card"

enum { PROFILE_OFF = 0, PROFILE_MICROPHONE = 1, PROFILE_COUNT = 2 };
enum { PARAM_ENUM_PROFILE, PARAM_PROFILE, PARAM_ENUM_ROUTE, PARAM_ROUTE, PARAM_COUNT };

struct card {
    struct spa_device device;
    struct spa_hook_list listeners;
    struct spa_param_info params[PARAM_COUNT];
    struct pw_main_loop *loop;
    const char *name;
    uint32_t available; /* enum spa_param_availability of the jack */
    int profile;
    float volume;
    bool mute;
    char line[128]; /* input that is not a whole line yet */
    size_t line_length;
};

static void announce(struct card *card, bool with_properties)
{
    const struct spa_dict_item items[] = {
        {SPA_KEY_DEVICE_NAME, card->name}, {SPA_KEY_DEVICE_DESCRIPTION, DESCRIPTION},
        {SPA_KEY_DEVICE_API, "alsa"},      {PW_KEY_MEDIA_CLASS, "Audio/Device"},
        {PW_KEY_DEVICE_BUS, "usb"},        {PW_KEY_DEVICE_FORM_FACTOR, "headset"},
    };
    const struct spa_dict properties = SPA_DICT_INIT_ARRAY(items);
    struct spa_device_info info = SPA_DEVICE_INFO_INIT();

    if (with_properties) {
        info.change_mask |= SPA_DEVICE_CHANGE_MASK_PROPS;
        info.props = &properties;
    }
    info.change_mask |= SPA_DEVICE_CHANGE_MASK_PARAMS;
    info.n_params = PARAM_COUNT;
    info.params = card->params;
    spa_device_emit_info(&card->listeners, &info);
}

/* A parameter's listeners read it again only when its serial has changed. */
static void mark_changed(struct card *card, int param)
{
    card->params[param].user++;
    card->params[param].flags ^= SPA_PARAM_INFO_SERIAL;
}

static struct spa_pod *build_profile(struct spa_pod_builder *builder, uint32_t id, int profile)
{
    const bool microphone = profile == PROFILE_MICROPHONE;
    const int device = 0;
    struct spa_pod_frame object, classes;

    spa_pod_builder_push_object(builder, &object, SPA_TYPE_OBJECT_ParamProfile, id);
    spa_pod_builder_add(builder, SPA_PARAM_PROFILE_index, SPA_POD_Int(profile), SPA_PARAM_PROFILE_name,
                        SPA_POD_String(microphone ? "input:mic" : "off"), SPA_PARAM_PROFILE_description,
                        SPA_POD_String(microphone ? "Microphone" : "Off"), SPA_PARAM_PROFILE_priority,
                        SPA_POD_Int(microphone ? 100 : 0), SPA_PARAM_PROFILE_available,
                        SPA_POD_Id(SPA_PARAM_AVAILABILITY_yes), 0);
    if (microphone) {
        spa_pod_builder_prop(builder, SPA_PARAM_PROFILE_classes, 0);
        spa_pod_builder_push_struct(builder, &classes);
        spa_pod_builder_int(builder, 1);
        spa_pod_builder_add_struct(builder, SPA_POD_String("Audio/Source"), SPA_POD_Int(1),
                                   SPA_POD_String("card.profile.devices"),
                                   SPA_POD_Array(sizeof device, SPA_TYPE_Int, 1, &device));
        spa_pod_builder_pop(builder, &classes);
    }
    return spa_pod_builder_pop(builder, &object);
}

static struct spa_pod *build_route(const struct card *card, struct spa_pod_builder *builder, uint32_t id)
{
    const int profile = PROFILE_MICROPHONE, device = 0;
    struct spa_pod_frame object, details;

    spa_pod_builder_push_object(builder, &object, SPA_TYPE_OBJECT_ParamRoute, id);
    spa_pod_builder_add(builder, SPA_PARAM_ROUTE_index, SPA_POD_Int(0), SPA_PARAM_ROUTE_direction,
                        SPA_POD_Id(SPA_DIRECTION_INPUT), SPA_PARAM_ROUTE_name,
                        SPA_POD_String("analog-input-headset-mic"), SPA_PARAM_ROUTE_description,
                        SPA_POD_String("Headset Microphone"), SPA_PARAM_ROUTE_priority, SPA_POD_Int(100),
                        SPA_PARAM_ROUTE_available, SPA_POD_Id(card->available), 0);
    spa_pod_builder_prop(builder, SPA_PARAM_ROUTE_info, 0);
    spa_pod_builder_push_struct(builder, &details);
    spa_pod_builder_int(builder, 1);
    spa_pod_builder_add(builder, SPA_POD_String("port.type"), SPA_POD_String("headset"), NULL);
    spa_pod_builder_pop(builder, &details);
    spa_pod_builder_add(builder, SPA_PARAM_ROUTE_profiles,
                        SPA_POD_Array(sizeof profile, SPA_TYPE_Int, 1, &profile), SPA_PARAM_ROUTE_devices,
                        SPA_POD_Array(sizeof device, SPA_TYPE_Int, 1, &device), 0);
    if (id == SPA_PARAM_Route) {
        const uint32_t position = SPA_AUDIO_CHANNEL_MONO;
        spa_pod_builder_add(builder, SPA_PARAM_ROUTE_device, SPA_POD_Int(device), SPA_PARAM_ROUTE_profile,
                            SPA_POD_Int(profile), 0);
        spa_pod_builder_prop(builder, SPA_PARAM_ROUTE_props, 0);
        spa_pod_builder_add_object(
            builder, SPA_TYPE_OBJECT_Props, id, SPA_PROP_mute, SPA_POD_Bool(card->mute),
            SPA_PROP_channelVolumes, SPA_POD_Array(sizeof card->volume, SPA_TYPE_Float, 1, &card->volume),
            SPA_PROP_channelMap, SPA_POD_Array(sizeof position, SPA_TYPE_Id, 1, &position));
    }
    return spa_pod_builder_pop(builder, &object);
}

/* The parameter's entry of that index, or NULL after the last one. */
static struct spa_pod *build_param(const struct card *card, struct spa_pod_builder *builder, uint32_t id,
                                   uint32_t index)
{
    switch (id) {
    case SPA_PARAM_EnumProfile:
        return index < PROFILE_COUNT ? build_profile(builder, id, (int)index) : NULL;
    case SPA_PARAM_Profile:
        return index == 0 ? build_profile(builder, id, card->profile) : NULL;
    case SPA_PARAM_EnumRoute:
        return index == 0 ? build_route(card, builder, id) : NULL;
    case SPA_PARAM_Route:
        return index == 0 && card->profile == PROFILE_MICROPHONE ? build_route(card, builder, id) : NULL;
    default:
        return NULL;
    }
}

static int on_add_listener(void *object, struct spa_hook *listener, const struct spa_device_events *events,
                           void *data)
{
    struct card *card = object;
    struct spa_hook_list others;

    spa_hook_list_isolate(&card->listeners, &others, listener, events, data);
    announce(card, true);
    spa_hook_list_join(&card->listeners, &others);
    return 0;
}

static int on_sync(void *object, int sequence)
{
    struct card *card = object;

    spa_device_emit_result(&card->listeners, sequence, 0, 0, NULL);
    return 0;
}

static int on_enum_params(void *object, int sequence, uint32_t id, uint32_t start, uint32_t count,
                          const struct spa_pod *filter)
{
    struct card *card = object;

    (void)filter;
    for (uint32_t index = start; index - start < count; index++) {
        uint8_t buffer[4096];
        struct spa_pod_builder builder = SPA_POD_BUILDER_INIT(buffer, sizeof buffer);
        struct spa_pod *param = build_param(card, &builder, id, index);
        if (param == NULL) {
            break;
        }
        const struct spa_result_device_params result = {
            .id = id, .index = index, .next = index + 1, .param = param};
        spa_device_emit_result(&card->listeners, sequence, 0, SPA_RESULT_TYPE_DEVICE_PARAMS, &result);
    }
    return 0;
}

static void set_profile(struct card *card, int profile)
{
    card->profile = profile;
    mark_changed(card, PARAM_PROFILE);
    mark_changed(card, PARAM_ROUTE);
    announce(card, false);
}

static int on_set_param(void *object, uint32_t id, uint32_t flags, const struct spa_pod *param)
{
    struct card *card = object;
    struct spa_pod *properties = NULL;
    int profile = 0;

    (void)flags;
    if (param == NULL) {
        return 0;
    }
    switch (id) {
    case SPA_PARAM_Profile:
        if (spa_pod_parse_object(param, SPA_TYPE_OBJECT_ParamProfile, NULL, SPA_PARAM_PROFILE_index,
                                 SPA_POD_Int(&profile)) < 0 ||
            profile < 0 || profile >= PROFILE_COUNT) {
            return -EINVAL;
        }
        set_profile(card, profile);
        return 0;
    case SPA_PARAM_Route:
        if (spa_pod_parse_object(param, SPA_TYPE_OBJECT_ParamRoute, NULL, SPA_PARAM_ROUTE_props,
                                 SPA_POD_OPT_Pod(&properties)) < 0) {
            return -EINVAL;
        }
        if (properties != NULL) {
            spa_pod_parse_object(properties, SPA_TYPE_OBJECT_Props, NULL, SPA_PROP_mute,
                                 SPA_POD_OPT_Bool(&card->mute));
        }
        mark_changed(card, PARAM_ROUTE);
        announce(card, false);
        return 0;
    default:
        return -ENOENT;
    }
}

static bool obey(struct card *card, const char *line)
{
    if (strcmp(line, "port yes") == 0) {
        card->available = SPA_PARAM_AVAILABILITY_yes;
    } else if (strcmp(line, "port no") == 0) {
        card->available = SPA_PARAM_AVAILABILITY_no;
    } else if (strcmp(line, "port unknown") == 0) {
        card->available = SPA_PARAM_AVAILABILITY_unknown;
    } else if (strcmp(line, "profile microphone") == 0) {
        set_profile(card, PROFILE_MICROPHONE);
        return true;
    } else if (strcmp(line, "profile off") == 0) {
        set_profile(card, PROFILE_OFF);
        return true;
    } else {
        return false;
    }
    mark_changed(card, PARAM_ENUM_ROUTE);
    mark_changed(card, PARAM_ROUTE);
    announce(card, false);
    return true;
}

static void on_input(void *data, int descriptor, uint32_t mask)
{
    struct card *card = data;
    char *end;
    ssize_t count;

    (void)mask;
    count = read(descriptor, card->line + card->line_length, sizeof card->line - 1 - card->line_length);
    if (count <= 0) {
        if (count == 0 || errno != EINTR) {
            pw_main_loop_quit(card->loop);
        }
        return;
    }
    card->line_length += (size_t)count;
    card->line[card->line_length] = '\0';
    while ((end = strchr(card->line, '\n')) != NULL) {
        *end = '\0';
        puts(obey(card, card->line) ? "done" : "error");
        card->line_length -= (size_t)(end + 1 - card->line);
        memmove(card->line, end + 1, card->line_length + 1);
    }
    fflush(stdout);
}

static void on_bound(void *data, uint32_t id)
{
    (void)data;
    printf("device %u\n", id);
    fflush(stdout);
}

static const struct spa_device_methods methods = {
    SPA_VERSION_DEVICE_METHODS,    .add_listener = on_add_listener, .sync = on_sync,
    .enum_params = on_enum_params, .set_param = on_set_param,
};
static const struct pw_proxy_events proxy_events = {PW_VERSION_PROXY_EVENTS, .bound = on_bound};

static int run(struct card *card, struct pw_core *core)
{
    const struct spa_dict_item items[] = {
        {SPA_KEY_DEVICE_NAME, card->name},
        {SPA_KEY_DEVICE_DESCRIPTION, DESCRIPTION},
        {SPA_KEY_DEVICE_API, "alsa"},
        {PW_KEY_MEDIA_CLASS, "Audio/Device"},
    };
    const struct spa_dict properties = SPA_DICT_INIT_ARRAY(items);
    struct spa_hook hook;
    struct pw_proxy *proxy;

    proxy = pw_core_export(core, SPA_TYPE_INTERFACE_Device, &properties, &card->device, 0);
    if (proxy == NULL) {
        fputs("fake_card: PipeWire did not take the card\n", stderr);
        return EXIT_FAILURE;
    }
    spa_zero(hook);
    pw_proxy_add_listener(proxy, &hook, &proxy_events, NULL);
    pw_loop_add_io(pw_main_loop_get_loop(card->loop), STDIN_FILENO, SPA_IO_IN | SPA_IO_HUP, false, on_input,
                   card);
    pw_main_loop_run(card->loop);
    pw_proxy_destroy(proxy);
    return EXIT_SUCCESS;
}

int main(int argc, char **argv)
{
    struct card card = {
        .params =
            {
                [PARAM_ENUM_PROFILE] = {.id = SPA_PARAM_EnumProfile, .flags = SPA_PARAM_INFO_READ},
                [PARAM_PROFILE] = {.id = SPA_PARAM_Profile, .flags = SPA_PARAM_INFO_READWRITE},
                [PARAM_ENUM_ROUTE] = {.id = SPA_PARAM_EnumRoute, .flags = SPA_PARAM_INFO_READ},
                [PARAM_ROUTE] = {.id = SPA_PARAM_Route, .flags = SPA_PARAM_INFO_READWRITE},
            },
        .available = SPA_PARAM_AVAILABILITY_yes,
        .profile = PROFILE_MICROPHONE,
        .volume = 1.0f,
    };
    struct pw_context *context;
    struct pw_core *core;
    int status = EXIT_FAILURE;

    if (argc != 2) {
        fputs("usage: fake_card NAME\n", stderr);
        return 2;
    }
    card.name = argv[1];
    card.device.iface = SPA_INTERFACE_INIT(SPA_TYPE_INTERFACE_Device, SPA_VERSION_DEVICE, &methods, &card);
    spa_hook_list_init(&card.listeners);
    pw_init(NULL, NULL);
    card.loop = pw_main_loop_new(NULL);
    context = card.loop != NULL ? pw_context_new(pw_main_loop_get_loop(card.loop), NULL, 0) : NULL;
    core = context != NULL ? pw_context_connect(context, NULL, 0) : NULL;
    if (core != NULL) {
        status = run(&card, core);
    } else {
        fputs("fake_card: no PipeWire to connect to\n", stderr);
    }
    if (context != NULL) {
        pw_context_destroy(context);
    }
    if (card.loop != NULL) {
        pw_main_loop_destroy(card.loop);
    }
    pw_deinit();
    return status;
}
